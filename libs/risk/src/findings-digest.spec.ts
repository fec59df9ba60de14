import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { FINDING_FIELDS, canonicalField, findingsDigest } from './findings-digest';
import type { Finding } from './rules';

const NAMED = fc.dictionary(fc.constantFrom('a', 'b', 'month', 'day'), fc.integer());
const finding = (ids: fc.Arbitrary<number[]>): fc.Arbitrary<Finding> =>
  fc.record({
    rule: fc.constantFrom('R1a', 'X7'),
    version: fc.nat(),
    weight: fc.nat(),
    key: fc.string({ unit: 'grapheme' }),
    card: fc.option(fc.string()),
    from: fc.integer(),
    to: fc.integer(),
    count: fc.nat(),
    sumFen: fc.maxSafeInteger(),
    measured: fc.integer(),
    threshold: fc.integer(),
    unit: fc.constantFrom('fen', 'months'),
    details: NAMED,
    parameters: NAMED,
    transactions: ids,
  });

/** Field by field, as it is defined. */
function plainDigest(findings: readonly Finding[]): string {
  const hash = createHash('sha256');
  for (const one of findings) {
    for (const field of FINDING_FIELDS) hash.update(`${canonicalField(one, field)}\n`);
  }
  return hash.digest('hex');
}

it('is the digest of every field of every finding, a line each', () => {
  fc.assert(
    fc.property(fc.array(finding(fc.array(fc.maxSafeInteger()))), (findings) => {
      expect(findingsDigest(findings)).toBe(plainDigest(findings));
    }),
    { seed: 20261127 },
  );
});

it('is the same for findings of so many transactions that their text is written in stretches', () => {
  const lengths = fc.constantFrom(0, 1, 4_095, 4_096, 4_097, 8_192, 20_000);
  const long = lengths.map((length) => Array.from({ length }, (_, at) => at * 3));
  fc.assert(
    fc.property(fc.array(finding(long), { minLength: 1, maxLength: 3 }), (findings) => {
      expect(findingsDigest(findings)).toBe(plainDigest(findings));
    }),
    { seed: 20261127, numRuns: 30 },
  );
});
