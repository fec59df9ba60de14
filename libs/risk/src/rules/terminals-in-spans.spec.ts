import fc from 'fast-check';
import { TerminalsInSpans } from './terminals-in-spans';

interface Use {
  readonly terminal: number;
  readonly at: number;
}

/** Each span by itself: those that end with the moment, or with a use after it. */
function counted(uses: readonly Use[], moment: number, width: number): number {
  const isIn = (end: number, at: number): boolean => at <= end && end - at < width;
  const ends = [moment, ...uses.map(({ at }) => at)].filter((end) => isIn(end, moment));
  return Math.max(
    ...ends.map(
      (end) => new Set(uses.filter(({ at }) => isIn(end, at)).map(({ terminal }) => terminal)).size,
    ),
  );
}

describe('TerminalsInSpans', () => {
  it('counts as one by one', () => {
    const use = fc.record({ terminal: fc.integer({ min: 1, max: 6 }), at: fc.integer({ min: 0, max: 60 }) });
    fc.assert(
      fc.property(
        fc.array(use, { maxLength: 40 }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: -40, max: 120 }),
        (uses, width, moment) => {
          expect(new TerminalsInSpans(uses, width).mostWith(moment)).toBe(counted(uses, moment, width));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('answers at once for a card with very many uses', () => {
    const uses = Array.from({ length: 5_000 }, (_, i) => ({ terminal: i % 700, at: i * 60_000 }));
    const began = process.cpuUsage();
    const spans = new TerminalsInSpans(uses, 92 * 86_400_000);
    for (let i = 0; i < 1_000; i++) expect(spans.mostWith(i * 300_000)).toBe(700);
    const { user } = process.cpuUsage(began);
    expect(user).toBeLessThan(1_000_000);
  });
});
