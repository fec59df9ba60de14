import fc from 'fast-check';
import { score, scoreOf, SCORE_MAX } from './score';

describe('score', () => {
  it('counts each rule once, however often it fired', () => {
    const findings = [
      { rule: 'R1a', weight: 15 },
      { rule: 'R3', weight: 0 },
      { rule: 'R6b', weight: 12 },
      { rule: 'R6b', weight: 12 },
    ];
    expect(score(findings)).toEqual({
      total: 27,
      parts: [
        { rule: 'R1a', weight: 15, share: 15, findings: 1 },
        { rule: 'R3', weight: 0, share: 0, findings: 1 },
        { rule: 'R6b', weight: 12, share: 12, findings: 2 },
      ],
    });
  });

  it('is nothing without findings', () => expect(score([])).toEqual({ total: 0, parts: [] }));

  it('is cut off at its maximum, and each rule then gives in proportion, in whole points', () => {
    const [a, b, c] = [100, 50, 25].map((weight, i) => ({ rule: `X${i}`, weight, findings: 1 }));
    // Of 175: 57.14, 28.57 and 14.29 of a hundred; the point left goes to 28.57.
    expect(scoreOf([a!, b!, c!])).toEqual({
      total: SCORE_MAX,
      parts: [
        { ...a, share: 57 },
        { ...b, share: 29 },
        { ...c, share: 14 },
      ],
    });
  });
});

describe('scoreOf', () => {
  const counts = fc
    .array(fc.record({ weight: fc.nat(20), findings: fc.nat(3) }), { maxLength: 30 })
    .map((list) => list.map((one, i) => ({ rule: `X${i}`, ...one })));
  const total = (list: Parameters<typeof scoreOf>[0]): number => scoreOf(list).total;

  it('has shares that add up to the total, none above its rule’s weight, and no more than the maximum', () => {
    fc.assert(
      fc.property(counts, (list) => {
        const result = scoreOf(list);
        expect(result.parts.reduce((sum, { share }) => sum + share, 0)).toBe(result.total);
        expect(result.total).toBeGreaterThanOrEqual(0);
        expect(result.total).toBeLessThanOrEqual(SCORE_MAX);
        const weights = list
          .filter(({ findings }) => findings > 0)
          .reduce((sum, { weight }) => sum + weight, 0);
        expect(result.total).toBe(Math.min(weights, SCORE_MAX));
        for (const { share, weight, findings } of result.parts) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(weight);
          expect(findings).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('never falls when another rule fires, or one weighs more', () => {
    fc.assert(
      fc.property(counts, fc.nat(20), fc.nat(29), (list, weight, at) => {
        expect(total([...list, { rule: 'other', weight, findings: 1 }])).toBeGreaterThanOrEqual(total(list));
        const heavier = list.map((one, i) => (i === at ? { ...one, weight: one.weight + 1 } : one));
        expect(total(heavier)).toBeGreaterThanOrEqual(total(list));
      }),
    );
  });

  it('gives a heavier rule no smaller share', () => {
    fc.assert(
      fc.property(counts, (list) => {
        const parts = scoreOf(list).parts.toSorted((a, b) => a.weight - b.weight || a.share - b.share);
        for (const [i, { share }] of parts.entries())
          expect(share).toBeGreaterThanOrEqual(parts[i - 1]?.share ?? 0);
      }),
    );
  });
});
