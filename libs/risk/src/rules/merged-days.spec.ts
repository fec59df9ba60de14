import fc from 'fast-check';
import { MergedDays } from './merged-days';
import { MergedWindow, type MergedHead } from './merged-window';
import type { FindingHead, FindingSink, StreamRecord } from './rule';

const DAY_MS = 86_400_000;
const WINDOW_DAYS = 5;
const LEAST = [30, 60] as const;

const headOf: MergedHead = ({ from, to, fromMark, toMark, count, sumFen, peak }, choice) => ({
  key: String(fromMark),
  card: null,
  ...{ from, to, count, sumFen },
  measured: peak.measured,
  threshold: LEAST[choice] as number,
  unit: 'percent',
  details: { toMark, over: peak.over },
});

/** By choice and key, the latest head and all ids. */
class Heard implements FindingSink {
  readonly found = new Map<string, { readonly head: FindingHead; readonly ids: readonly number[] }>();

  put(): void {
    throw new Error('a finding is one of a choice');
  }

  putUses(): void {
    throw new Error('a window of days keeps no uses');
  }

  of(choice: number): FindingSink {
    const put = (head: FindingHead, ids: readonly number[]): void => {
      const key = `${choice} ${head.key}`;
      this.found.set(key, { head, ids: [...(this.found.get(key)?.ids ?? []), ...ids] });
    };
    return { put, putUses: () => this.putUses(), of: (other) => this.of(other) };
  }
}

interface Turn {
  /** Days on, and how many of the sales of that day are looked for, of how many. */
  readonly on: number;
  readonly hits: number;
  readonly others: number;
  readonly isKept: boolean;
}

const recordAt = (id: number, day: number, second: number): StreamRecord => ({
  ...{ kind: 'purchase', id, day, second, month: 0, amountFen: 100 + (id % 37), card: null, cardNo: -1 },
  ...{ use: -1, bin: null, cardType: 'unknown', at: day * DAY_MS + second * 1000 },
});

/** Both windows through the same days; the one by days saved and restored where the turn says so. */
function play(turns: readonly Turn[]): { readonly byDays: Heard; readonly byRecords: Heard } {
  let days = new MergedDays(LEAST.length, headOf);
  const records = new MergedWindow(LEAST.length, headOf);
  const [byDays, byRecords] = [new Heard(), new Heard()];
  let [day, id] = [20_000, 0];
  for (const { on, hits, others, isKept } of turns) {
    day += on;
    days.dropBefore(day - WINDOW_DAYS + 1);
    records.dropBefore(day - WINDOW_DAYS + 1);
    for (let n = 0; n < hits; n++) {
      id += 1 + (id % 3);
      const record = recordAt(id, day, 80_000 + n);
      days.add(record, byDays);
      records.add(record, false, byRecords);
    }
    expect(days.size).toBe(records.size);
    for (const [choice, least] of LEAST.entries()) {
      if (hits === 0 || 100 * days.size < least * (days.size + others)) continue;
      days.join(choice, byDays, days.size, days.size + others);
      records.join(choice, byRecords, records.size, records.size + others);
    }
    if (!isKept) continue;
    days.settle(byDays);
    const saved = JSON.parse(JSON.stringify(days.save())) as unknown;
    days = new MergedDays(LEAST.length, headOf);
    days.load(saved);
  }
  for (const [choice] of LEAST.entries()) {
    if (days.size === 0) continue;
    days.settle(byDays);
    records.settle(byRecords);
    const [open, other] = [new Heard(), new Heard()];
    days.tryJoin(choice, open, 100, 100);
    records.tryJoin(choice, other, 100, 100);
    expect(open.found).toEqual(other.found);
  }
  days.settle(byDays);
  records.settle(byRecords);
  return { byDays, byRecords };
}

const turn = fc.record({
  on: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }) }, fc.integer({ min: 4, max: 9 })),
  hits: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 40 }) },
    fc.integer({ min: 500, max: 1500 }),
  ),
  others: fc.integer({ min: 0, max: 120 }),
  isKept: fc.boolean(),
});

it('finds what a window of records finds that lets go by the day, also where it is saved in between', () => {
  let found = 0;
  fc.assert(
    fc.property(fc.array(turn, { minLength: 1, maxLength: 25 }), (turns) => {
      const { byDays, byRecords } = play(turns);
      expect(byDays.found).toEqual(byRecords.found);
      found += byDays.found.size;
    }),
    { seed: 20261128, numRuns: 300 },
  );
  expect(found).toBeGreaterThan(300);
});

it('is saved in as much room for a thousand records a day as for ten, once they have been put', () => {
  const saved = (aDay: number): string => {
    const days = new MergedDays(1, headOf);
    const out = new Heard();
    for (let day = 20_000, id = 0; day < 20_040; day++) {
      days.dropBefore(day - 30 + 1);
      for (let n = 0; n < aDay; n++) days.add(recordAt(++id, day, n), out);
      days.join(0, out, days.size, days.size);
    }
    days.settle(out);
    return JSON.stringify(days.save());
  };
  expect(saved(1000).length).toBeLessThan(saved(10).length * 1.25);
});

it('keeps the ids that no finding has yet, and no others', () => {
  const days = new MergedDays(1, headOf);
  const out = new Heard();
  const addDay = (day: number, count: number): void => {
    for (let n = 0; n < count; n++) days.add(recordAt(day * 100 + n, day, n), out);
  };
  addDay(1, 20);
  expect(days.save().ids).toHaveLength(20);
  days.join(0, out, 20, 20);
  addDay(2, 3);
  days.settle(out);
  expect(days.save().ids).toEqual([200, 201, 202]);
});
