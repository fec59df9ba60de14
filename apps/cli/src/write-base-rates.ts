import { writeFileSync } from 'node:fs';
import { isMeasurable, measureReference, rateLines, type MeasuredRule } from '@thaw/risk';
import { RULES, resolveParameters } from '@thaw/risk/rules';

/** So many shops are measured again by a spec, to see whether the file is as the code would write it. */
const SAMPLE_SHOPS = 6;

/** Writes the base rates of every rule with its defaults anew: `npm run base-rates`. Some ten seconds of computing. */
function main(path: string): void {
  const measured = RULES.filter(isMeasurable).map((rule): MeasuredRule => ({
    rule,
    parameters: resolveParameters(rule, {}),
  }));
  const lines = (shops?: number): string => rateLines(drain(measureReference(measured, shops)));
  const text = `// Written by \`npm run base-rates\`: run it after a change of a rule, of its defaults, or of the simulator.

/**
 * How often every rule fires, with its defaults, on the reference population. A line is rule, version, fee profile, shops,
 * shops where it fired, findings, and its parameters.
 */
export const REFERENCE_RATES = \`
${lines()}\`;

/** The same on its first shops alone: what a spec measures again. */
export const SAMPLE_RATES = \`
${lines(SAMPLE_SHOPS)}\`;
`;
  writeFileSync(path, text);
  process.stdout.write(`${path} written\n`);
}

function drain<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

main(process.argv[2] ?? 'libs/risk/src/base-rates/reference-rates.ts');
