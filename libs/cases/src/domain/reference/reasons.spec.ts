import { MEASURE_LEVELS } from '@thaw/registry/measures';
import { REASONS, type ReasonCode } from './reasons';

/** The column "level" of the desk's table of reasons, by hand; "refunds off" is F3. */
const LEVELS: { readonly [code in ReasonCode]: string } = {
  CASHOUT: 'F2 F3',
  ROUND_PATTERN: 'F1',
  LIMIT_BREACH: 'F1 F2',
  OUT_OF_HOURS: 'F1',
  CARD_REPEAT: 'F1',
  CREDIT_ONLY: 'F0 F1',
  MCC_MISUSE: 'F2',
  ERQING: 'F4 F5',
  RELOCATION: 'F4',
  BINDING_MISMATCH: 'F4',
  SWITCHED_APP: 'F4',
  COUNTERFEIT: 'F4 F5',
  SKIMMING: 'F4 F6',
  TAMPER: 'F4',
  MALWARE: 'F4',
  AML: 'F2 F4',
  GAMBLING_FRAUD: 'F4 F5',
  REFUND_ABUSE: 'F3',
  CARD_TESTING: 'F4',
  CHARGEBACK: 'F2',
  RETRIEVAL_DEFAULT: 'F2',
  KYC_EXPIRED: 'F1 F4',
  HARDWARE: 'F0',
  AUTHORITY_ORDER: 'F5',
};

it('names for each reason the levels of the desk’s table, mildest first', () => {
  expect(Object.fromEntries(Object.entries(REASONS).map(([code, { levels }]) => [code, levels.join(' ')]))).toEqual(LEVELS);
  for (const { levels } of Object.values(REASONS)) {
    expect(levels.every((level) => MEASURE_LEVELS.includes(level))).toBe(true);
  }
}); // prettier-ignore
