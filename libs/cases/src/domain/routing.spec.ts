import fc from 'fast-check';
import { REASON_CODES, queueFor, type QueueFact, type ReasonCode } from './index';

const queue = (code: string, over: Partial<QueueFact> = {}): QueueFact => ({
  code,
  reasons: [],
  areas: [],
  tiers: [],
  ...over,
});

const DESK: readonly QueueFact[] = [
  queue('key_accounts', { tiers: ['key'], reasons: ['CASHOUT', 'AML'] }),
  queue('shanghai', { areas: ['2900', '2910'] }),
  queue('devices', { reasons: ['HARDWARE', 'TAMPER'] }),
  queue('last', { reasons: ['KYC_EXPIRED'] }),
];

it.each<[ReasonCode, string, string, string]>([
  ['CASHOUT', '1000', 'key', 'key_accounts'],
  ['CASHOUT', '2900', 'key', 'key_accounts'],
  ['HARDWARE', '2910', 'key', 'shanghai'],
  ['CASHOUT', '2910', 'standard', 'shanghai'],
  ['TAMPER', '1000', 'standard', 'devices'],
  ['KYC_EXPIRED', '1000', 'standard', 'last'],
  // None takes it: the last does, whatever it asks for.
  ['CASHOUT', '1000', 'standard', 'last'],
])('a case of %s in %s of a %s merchant goes to %s', (reason, area, tier, expected) => {
  expect(queueFor(reason, { area, tier }, DESK)).toBe(expected);
});

const AREAS = ['1000', '2900', '5840'];
const TIERS = ['standard', 'key'];
const lists = fc.uniqueArray(
  fc.record({
    code: fc.stringMatching(/^[a-z]{1,4}$/),
    reasons: fc.subarray([...REASON_CODES]),
    areas: fc.subarray(AREAS),
    tiers: fc.subarray(TIERS),
  }),
  { selector: ({ code }) => code, minLength: 1, maxLength: 6 },
);

it('is always exactly one, the first that takes it; those behind it make no difference', () => {
  fc.assert(
    fc.property(
      lists,
      fc.constantFrom(...REASON_CODES),
      fc.constantFrom(...AREAS),
      fc.constantFrom(...TIERS),
      (queues, reason, area, tier) => {
        const code = queueFor(reason, { area, tier }, queues);
        const at = queues.findIndex((one) => one.code === code);
        const accepts = ({ reasons, areas, tiers }: QueueFact): boolean =>
          (!reasons.length || reasons.includes(reason)) &&
          (!areas.length || areas.includes(area)) &&
          (!tiers.length || tiers.includes(tier));
        expect(at).toBeGreaterThanOrEqual(0);
        expect(queues.slice(0, at).some(accepts)).toBe(false);
        expect(accepts(queues[at]!) || at === queues.length - 1).toBe(true);
        expect(queueFor(reason, { area, tier }, queues.slice(0, at + 1))).toBe(code);
      },
    ),
  );
});
