import type { ScanSetup } from './scan-setup';
import fc from 'fast-check';
import {
  AIMS,
  generateHistory,
  HISTORY_CURRENCY,
  type History,
} from '../../../../test/support/history-generator';
import { RULES, type Finding } from '../rules';
import { append, cardsOfRows, joinParts, type Appended } from './append';
import type { FindingPart } from './finding-collector';
import type { KeptState } from './kept-state';
import { scan } from './scan-engine';

type Row = History['rows'][number];

const setupOf = ({ facts, zone, parameters }: History): ScanSetup => ({
  rules: RULES,
  facts,
  zone,
  parameters,
  currency: HISTORY_CURRENCY,
});

/** What storage keeps, as little as it may: pieces of state by card, findings by key, rows in order. */
class Kept {
  private stream: string | null = null;
  private readonly cards = new Map<string, string>();
  private findings: readonly FindingPart[] = [];
  private openParts: readonly FindingPart[] = [];
  private rows: Row[] = [];
  private seen = 0;

  constructor(
    private readonly setup: ScanSetup,
    private readonly openRows: number,
    private readonly hits: { inOrder: number; lateButOpen: number; tooLate: number; stayed: number },
  ) {}

  take(fresh: readonly Row[]): void {
    const place = this.rows[this.seen - 1];
    const open = this.rows[this.rows.length - 1];
    this.rows = [...this.rows, ...fresh].sort(inOrder);
    if (place && fresh.some((row) => inOrder(row, place) < 0)) {
      this.hits.tooLate += 1;
      // A rescan, which leaves rows open as an append does.
      this.stream = null;
      this.cards.clear();
      this.findings = [];
      this.seen = 0;
    } else {
      const isLate = open && fresh.some((row) => inOrder(row, open) < 0);
      this.hits[isLate ? 'lateButOpen' : 'inOrder'] += 1;
    }
    const rows = this.rows.slice(this.seen);
    const wanted = cardsOfRows(rows);
    const pieces = new Map([...this.cards].filter(([card]) => wanted.has(card)));
    const kept: KeptState | null = this.stream === null ? null : { stream: this.stream, cards: pieces };
    const settle = rows.length > 2 * this.openRows ? rows.length - this.openRows : 0;
    const folded = append(this.setup, kept, rows, settle);
    expect(folded.records).toBe(this.rows.length);
    this.keep(folded);
    this.seen += settle;
  }

  private keep({ moved, open }: Appended): void {
    this.openParts = open;
    if (moved === null) {
      this.hits.stayed += 1;
      return;
    }
    this.stream = moved.state.stream;
    for (const card of moved.touched) this.cards.delete(card);
    for (const card of moved.touched) {
      const piece = moved.state.cards.get(card);
      if (piece !== undefined) this.cards.set(card, piece);
    }
    this.findings = joinParts(this.findings, moved.settled);
  }

  found(): unknown[] {
    return byKey(joinParts(this.findings, this.openParts).map(({ rule, head, ids }) => ({ rule, ...head, transactions: ids }))); // prettier-ignore
  }
}

const inOrder = (a: Row, b: Row): number => a.at - b.at || a.id - b.id;

const byKey = <T extends { readonly rule: string; readonly key: string }>(findings: readonly T[]): T[] =>
  findings.toSorted((a, b) => (`${a.rule} ${a.key}` < `${b.rule} ${b.key}` ? -1 : 1));

const stored = ({ version: _version, weight: _weight, parameters: _parameters, ...finding }: Finding) =>
  finding;

/** The rows in deliveries: mostly in order, some too late by a little, some by much. */
function deliveriesOf(rows: readonly Row[], pieces: readonly number[], delays: readonly number[]): Row[][] {
  const due = rows
    .map((row, i) => ({ row, due: i + (delays[i % delays.length] as number) }))
    .sort((a, b) => a.due - b.due)
    .map(({ row }) => row);
  const deliveries: Row[][] = [];
  for (let from = 0, n = 0; from < due.length; n++) {
    const size = pieces[n % pieces.length] as number;
    deliveries.push(due.slice(from, from + size));
    from += size;
  }
  return deliveries;
}

it('comes to what one pass over the whole history comes to, whatever comes when', () => {
  const hits = { inOrder: 0, lateButOpen: 0, tooLate: 0, stayed: 0 };
  const source = fc.record({
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    aim: fc.constantFrom(...AIMS.filter((aim) => aim !== 'long')),
    openRows: fc.integer({ min: 0, max: 10 }),
    pieces: fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 5 }),
    delays: fc.array(fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 90 })) }), { minLength: 1, maxLength: 9 }), // prettier-ignore
  });
  fc.assert(
    fc.property(source, ({ seed, aim, openRows, pieces, delays }) => {
      const history = generateHistory(seed, aim);
      const setup = setupOf(history);
      const kept = new Kept(setup, openRows, hits);
      for (const rows of deliveriesOf(history.rows, pieces, delays)) kept.take(rows);
      const expected = scan(setup, history.rows).findings.map(stored);
      expect(kept.found()).toEqual(byKey(expected));
    }),
    { seed: 20261127, numRuns: 300 },
  );
  process.stdout.write(`appends: ${JSON.stringify(hits)}\n`);
  // Each kind of delivery came often.
  expect(Object.entries(hits).filter(([, often]) => often < 50)).toEqual([]);
});

it('keeps long histories, too', () => {
  const hits = { inOrder: 0, lateButOpen: 0, tooLate: 0, stayed: 0 };
  const history = generateHistory(7, 'long');
  const setup = setupOf(history);
  const kept = new Kept(setup, 100, hits);
  for (const rows of deliveriesOf(history.rows, [40, 1, 130, 300], [0, 0, 0, 0, 0, 0, 30])) kept.take(rows);
  expect(kept.found()).toEqual(byKey(scan(setup, history.rows).findings.map(stored)));
  expect(hits.lateButOpen).toBeGreaterThan(5);
});
