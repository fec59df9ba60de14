import type { FeeProfile } from '@thaw/kernel';
import type { ReferenceRate } from '../simulator';

/** Rates as the lines of `reference-rates.ts`: what a change of a rule does to them is seen line by line. */
export const rateLines = (rates: readonly ReferenceRate[]): string =>
  rates
    .map(({ rule, version, feeProfile, shops, shopsFired, findings, parameters }) => {
      const values = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
      return `${[rule, version, feeProfile, shops, shopsFired, findings, ...values].join(' ')}\n`;
    })
    .join('');

/** What {@link rateLines} wrote. */
export const readRateLines = (text: string): readonly ReferenceRate[] =>
  text
    .trim()
    .split('\n')
    .map((line): ReferenceRate => {
      const [rule = '', version, feeProfile, shops, shopsFired, findings, ...values] = line.split(' ');
      return {
        rule,
        version: Number(version),
        parameters: Object.fromEntries(
          values.map((value) => {
            const [name = '', number] = value.split('=');
            return [name, Number(number)];
          }),
        ),
        feeProfile: feeProfile as FeeProfile,
        shops: Number(shops),
        shopsFired: Number(shopsFired),
        findings: Number(findings),
      };
    });
