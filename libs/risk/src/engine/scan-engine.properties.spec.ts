import type { ScanSetup } from './scan-setup';
import { runs } from '../../../../test/support/fuller';
import fc from 'fast-check';
import {
  AIMS,
  generateHistory,
  HISTORY_CURRENCY,
  type History,
} from '../../../../test/support/history-generator';
import { sale, SHANGHAI } from '../../../../test/support/sales';
import { factsOf, RULES, type Finding, type Rule } from '../rules';
import { scan, ScanEngine } from './scan-engine';
import type { FindingPart } from './finding-collector';
import { decodeScanState, encodeScanState, type ScanState } from './scan-state';

/** What {@link generateHistory} makes a history of: short enough to print when a property fails. */
const sources = fc.record({ seed: fc.integer({ min: 1, max: 1_000_000 }), aim: fc.constantFrom(...AIMS) });
const cuts = fc.integer({ min: 0, max: 100 });
/** The same histories in every run: a failure in CI is a failure at the desk. */
const RUN = { numRuns: runs(80, 30), seed: 20261123 };

const setupOf = ({ facts, zone, parameters }: History, rules: readonly Rule[] = RULES): ScanSetup => ({
  rules,
  facts,
  zone,
  parameters,
  currency: HISTORY_CURRENCY,
});

type Cards = Map<string, unknown>;
const cardsOf = (state: unknown): Cards | undefined => (state as { cards?: Cards }).cards;

describe.each(RULES.map((rule) => ({ code: rule.code, rule })))('$code as a fold', ({ rule }) => {
  it('finds the same after its state was saved and restored at any row', () => {
    fc.assert(
      fc.property(sources, cuts, ({ seed, aim }, percent) => {
        const history = generateHistory(seed, aim);
        const setup = setupOf(history, [rule]);
        const cut = Math.floor((history.rows.length * percent) / 100);
        const before = new ScanEngine(setup);
        for (const row of history.rows.slice(0, cut)) before.feed(row);
        const state = decodeScanState(encodeScanState(before.saveState()));
        const after = ScanEngine.restoreState(setup, state, before.settled());
        for (const row of history.rows.slice(cut)) after.feed(row);
        expect(after.finish()).toEqual(scan(setup, history.rows));
      }),
      RUN,
    );
  });

  it('is not changed by being asked midway what holds', () => {
    fc.assert(
      fc.property(sources, cuts, ({ seed, aim }, percent) => {
        const history = generateHistory(seed, aim);
        const setup = setupOf(history, [rule]);
        const engine = new ScanEngine(setup);
        const every = 1 + Math.floor((history.rows.length * percent) / 300);
        history.rows.forEach((row, i) => {
          engine.feed(row);
          if (i % every > 0) return;
          const before = encodeScanState(engine.saveState());
          expect(engine.finish()).toEqual(engine.finish());
          expect(encodeScanState(engine.saveState())).toBe(before);
        });
        expect(engine.finish()).toEqual(scan(setup, history.rows));
      }),
      { ...RUN, numRuns: runs(40, 15) },
    );
  });

  it('lists transactions as they came, and does not depend on the order of rows of one instant', () => {
    const shape = ({ key, transactions, ...head }: Finding, atOf: Map<number, number>): unknown => ({
      ...head,
      // Rules that list the first ten only: which they are may depend on the order.
      transactions: ['R3', 'X10'].includes(rule.code)
        ? transactions.map((id) => atOf.get(id))
        : transactions.toSorted(),
      key,
    });
    fc.assert(
      fc.property(sources, ({ seed, aim }) => {
        const history = generateHistory(seed, aim);
        const { rows } = history;
        const place = new Map(rows.map((row, i) => [row.id, i]));
        const atOf = new Map(rows.map((row) => [row.id, row.at]));
        const findings = scan(setupOf(history, [rule]), rows).findings;
        for (const { transactions } of findings) {
          const places = transactions.map((id) => place.get(id) ?? -1);
          expect(places).toEqual(places.toSorted((a, b) => a - b));
        }
        const turned = rows.toReversed().toSorted((a, b) => a.at - b.at);
        const again = scan(setupOf(history, [rule]), turned).findings;
        const sorted = (all: readonly Finding[]): unknown[] => all.map((one) => shape(one, atOf));
        expect(sorted(again)).toEqual(sorted(findings));
      }),
      RUN,
    );
  });
});

describe('the uses of cards', () => {
  it('are let go early or late, and the same is found', () => {
    fc.assert(
      fc.property(sources, fc.integer({ min: 1, max: 50 }), ({ seed, aim }, usesKept) => {
        const history = generateHistory(seed, aim);
        const engine = new ScanEngine(setupOf(history), usesKept);
        for (const row of history.rows) engine.feed(row);
        expect(engine.finish()).toEqual(scan(setupOf(history), history.rows));
      }),
      RUN,
    );
  });
});

type StoredFinding = Omit<Finding, 'version' | 'weight' | 'parameters'>;

const byKey = (findings: readonly StoredFinding[]): StoredFinding[] =>
  findings.toSorted((a, b) => (`${a.rule} ${a.key}` < `${b.rule} ${b.key}` ? -1 : 1));

/** What storage keeps between appends: findings upserted by key, cards upserted or deleted one by one. */
class Storage {
  private readonly parts = new Map<string, { rule: string; head: FindingPart['head']; ids: number[] }>();
  private readonly cards = new Map<string, Cards>();
  private readonly uses = new Map<string, readonly number[]>();
  private state: ScanState | null = null;
  private provisional: readonly FindingPart[] = [];

  append(setup: ScanSetup, rows: History['rows']): void {
    const touched = new Set(rows.map((row) => row.card));
    const engine = this.state
      ? ScanEngine.restoreState(setup, this.withCards(this.state, touched))
      : new ScanEngine(setup);
    for (const row of rows) engine.feed(row);
    this.upsert(engine.settled());
    this.provisional = engine.provisional();
    this.state = decodeScanState(encodeScanState(engine.saveState()));
    for (const card of touched) if (card !== null) this.uses.delete(card);
    for (const [card, ids] of this.state.uses) this.uses.set(card, ids);
    for (const [code, state] of Object.entries(this.state.rules)) {
      const known = this.cards.get(code) ?? new Map<string, unknown>();
      // A card that was touched and is not saved is over: nothing of it is wanted any more.
      for (const card of touched) if (card !== null) known.delete(card);
      for (const [card, value] of cardsOf(state) ?? []) known.set(card, value);
      this.cards.set(code, known);
    }
  }

  findings(): StoredFinding[] {
    const all = new Storage();
    all.upsert([...this.parts.values()]);
    all.upsert(this.provisional);
    return byKey(
      [...all.parts.values()].map(({ rule, head, ids }) => ({ rule, ...head, transactions: ids })),
    );
  }

  private upsert(parts: readonly FindingPart[]): void {
    for (const { rule, head, ids } of parts) {
      const key = `${rule} ${head.key}`;
      this.parts.set(key, { rule, head, ids: [...(this.parts.get(key)?.ids ?? []), ...ids] });
    }
  }

  private withCards(state: ScanState, touched: ReadonlySet<string | null>): ScanState {
    const rules = Object.entries(state.rules).map(([code, of]) => {
      if (!cardsOf(of)) return [code, of];
      const loaded = [...(this.cards.get(code) ?? [])].filter(([card]) => touched.has(card));
      return [code, { ...(of as object), cards: new Map(loaded) }];
    });
    const uses = new Map([...this.uses].filter(([card]) => touched.has(card)));
    return { ...state, uses, rules: Object.fromEntries(rules) as ScanState['rules'] };
  }
}

describe('an append', () => {
  it('needs only the cards it touches, and its parts add up to the findings of one pass', () => {
    fc.assert(
      fc.property(sources, fc.integer({ min: 2, max: 60 }), ({ seed, aim }, appends) => {
        const history = generateHistory(seed, aim);
        const setup = setupOf(history);
        const size = Math.ceil(history.rows.length / appends);
        const storage = new Storage();
        for (let from = 0; from < history.rows.length; from += size) {
          storage.append(setup, history.rows.slice(from, from + size));
        }
        const expected = scan(setup, history.rows).findings.map(
          ({ version: _version, weight: _weight, parameters: _parameters, ...finding }) => finding,
        );
        expect(storage.findings()).toEqual(byKey(expected));
      }),
      RUN,
    );
  });
});

describe('state', () => {
  const HOUR = 3_600_000;
  const row = { id: 0, ...sale('2024-01-01 10:00:00', '12000.00') };

  /** Bytes of the saved state at the end of each of three years of hours. */
  function yearlySizes(rolling: number, cardsOfHour: (hour: number) => string[]): number[] {
    const engine = new ScanEngine({
      rules: RULES,
      facts: factsOf('low_rate'),
      zone: SHANGHAI,
      parameters: { R6a: { rolling } },
      currency: HISTORY_CURRENCY,
    });
    const sizes: number[] = [];
    for (let hour = 0, id = 1; hour < 3 * 365 * 24; hour++) {
      const at = row.at + hour * HOUR;
      for (const card of cardsOfHour(hour)) engine.feed({ ...row, id: (id += 1), at, card });
      if (hour % (365 * 24) === 364 * 24) sizes.push(encodeScanState(engine.saveState()).length);
    }
    return sizes;
  }

  it.each([0, 1])('stays bounded however many cards come by (rolling: %i)', (rolling) => {
    const [afterOne = 0, , afterThree] = yearlySizes(rolling, (hour) => [`once${hour}`, `once${hour}`]);
    expect(afterThree).toBeLessThan(afterOne * 1.05);
  });

  it.each([0, 1])('stays bounded however long a card keeps coming (rolling: %i)', (rolling) => {
    const [afterOne = 0, , afterThree] = yearlySizes(rolling, (hour) => (hour % 6 === 0 ? ['regular'] : []));
    expect(afterThree).toBeLessThan(afterOne * 1.05);
  });
});
