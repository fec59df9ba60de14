import fc from 'fast-check';
import {
  AIMS,
  generateHistory,
  HISTORY_CURRENCY,
  type Aim,
  type History,
  type HistoryRow,
} from '../../../../test/support/history-generator';
import { Dice } from '../../../../test/support/history-rows';
import { moved } from '../../../../test/support/parameter-sets';
import { referenceFindings } from '../../../../test/support/rule-reference';
import { SHANGHAI } from '../../../../test/support/sales';
import { factsOf, resolveParameters, ruleOf, RULES, type Rule } from '../rules';
import { runs } from '../../../../test/support/fuller';
import { ChoiceCollectors } from './choice-collectors';
import { FindingCollector } from './finding-collector';
import { planFolds, type SetRule } from './fold-plan';
import { scan, ScanEngine } from './scan-engine';

type Values = Readonly<Record<string, number>>;
type Stream = Pick<History, 'facts' | 'zone' | 'rows'>;

/** The same histories in every run: a failure in CI is a failure at the desk. */
const RUN = { numRuns: runs(250, 80), seed: 20261128 };
const shared = RULES.filter(({ sharing }) => sharing !== undefined);

const AIMED: Readonly<Record<string, readonly Aim[]>> = {
  ...{ R2: ['round'], R6b: ['chains'], R8: ['hours'], X2: ['rests'], X5: ['crowds'], X6: ['declines'] },
};

/** By choice, what one fold for all of them finds. */
function foldShared(
  { facts, zone, rows }: Stream,
  rule: Rule,
  choices: readonly Values[],
  usesKept?: number,
): unknown[][] {
  let collectors: FindingCollector[] = [];
  const engine = new ScanEngine({ rules: [], facts, zone, currency: HISTORY_CURRENCY }, usesKept, [
    {
      rule,
      choices,
      collect: (uses) => {
        collectors = choices.map(() => new FindingCollector(uses));
        return new ChoiceCollectors(uses, collectors);
      },
    },
  ]);
  for (const row of rows) engine.feed(row);
  engine.end();
  return collectors.map((collector) =>
    inOrder(collector.parts(rule.code).map(({ head, ids }) => ({ ...head, transactions: ids }))),
  );
}

/** By choice, what a scan under it alone finds. */
const foldEach = ({ facts, zone, rows }: Stream, rule: Rule, choices: readonly Values[]): unknown[][] =>
  choices.map((values) => {
    const parameters = { [rule.code]: values };
    const { findings } = scan({ rules: [rule], parameters, facts, zone, currency: HISTORY_CURRENCY }, rows);
    return inOrder(
      findings.map(({ rule: _r, version: _v, weight: _w, parameters: _p, ...finding }) => finding),
    );
  });

/** The same as sets say it, who know no fold. */
const bySets = ({ facts, zone, rows }: Stream, rule: Rule, choices: readonly Values[]): string[][] =>
  choices.map((values) =>
    referenceFindings({
      rows,
      currency: HISTORY_CURRENCY,
      timeZone: zone.name,
      facts,
      parameters: Object.fromEntries(
        RULES.map((one) => [one.code, one === rule ? values : resolveParameters(one, {})]),
      ),
    })
      .filter((finding) => finding.rule === rule.code)
      .map(shapeOf)
      .sort(),
  );

const inOrder = <T extends { readonly key: string }>(findings: readonly T[]): T[] =>
  findings.toSorted((a, b) => (a.key < b.key ? -1 : 1));

type Shape = Record<'from' | 'to' | 'measured', number> & {
  readonly card: string | null;
  readonly transactions: readonly number[];
};
const shapeOf = ({ card, from, to, measured, transactions }: Shape): string =>
  JSON.stringify([card, from, to, measured, transactions.toSorted((a, b) => a - b)]);

/** Choices that differ in what the rule can share, most of them close to what the history is made for. */
function choicesOf(rule: Rule, base: Values, dice: Dice): Values[] {
  const choices = new Map<string, Values>();
  for (let i = dice.whole(2, 6); i > 0; i--) {
    const values = { ...base };
    for (const name of rule.sharing?.by ?? []) {
      const spec = rule.parameters[name];
      if (spec && dice.chance(80)) values[name] = moved(values[name] as number, spec, dice);
    }
    choices.set(JSON.stringify(values), values);
  }
  return [...choices.values()];
}

describe.each(shared.map((rule) => ({ code: rule.code, rule })))('$code shared', ({ rule }) => {
  it('finds for each choice what a fold of its own finds, and what its set-based reference does', () => {
    let different = 0;
    const sources = fc.record({
      seed: fc.integer({ min: 1, max: 1_000_000 }),
      aim: fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...(AIMED[rule.code] ?? AIMS)) },
        { weight: 1, arbitrary: fc.constantFrom(...AIMS.filter((aim) => aim !== 'long')) },
      ),
      usesKept: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(sources, ({ seed, aim, usesKept }) => {
        const history = generateHistory(seed, aim);
        const choices = choicesOf(rule, resolveParameters(rule, history.parameters), new Dice(seed));
        const found = foldShared(history, rule, choices, usesKept);
        expect(found).toEqual(foldEach(history, rule, choices));
        const shapes = found.map((of) => (of as Shape[]).map(shapeOf).sort());
        expect(shapes).toEqual(bySets(history, rule, choices));
        if (new Set(shapes.map(String)).size > 1) different += 1;
      }),
      RUN,
    );
    // Else the choices would be told apart by nothing.
    expect(different).toBeGreaterThan(runs(40, 10));
  });

  it('does so on long histories of many cards, whatever waits in a batch', () => {
    const dice = new Dice(20261128);
    const facts = factsOf('low_rate');
    const stream = { facts, zone: SHANGHAI, rows: busyRows(dice) };
    const base = resolveParameters(rule, {});
    for (const usesKept of [undefined, 1]) {
      const choices = Array.from({ length: 6 }, () => choicesOf(rule, base, dice))
        .flat()
        .slice(0, 8);
      const found = foldShared(stream, rule, choices, usesKept);
      expect(found).toEqual(foldEach(stream, rule, choices));
      expect(found.flat().length).toBeGreaterThan(0);
    }
  });
});

it('is planned for choices that differ in nothing else, narrowed first where they can be', () => {
  const setsOf = (code: string, ...changes: readonly Values[]): SetRule[][] =>
    changes.map((change) => {
      const rule = ruleOf(code, RULES);
      const parameters = { ...resolveParameters(rule, {}), ...change };
      return [{ rule, enabled: true, weight: 1, parameters }];
    });
  const servedIn = (sets: SetRule[][]): number[][][] =>
    planFolds(sets).passes.map(({ folds }) => folds.map(({ serves }) => [...serves]));
  expect(servedIn(setsOf('R6b', {}, { gap: 60 }, {}))).toEqual([[[0], [1]]]);
  expect(servedIn(setsOf('X5', {}, { cards: 9 }, { window: 60 }, { window: 60, cards: 9 }))).toEqual([
    [[0], [1]],
    [[2], [3]],
  ]);
  expect(servedIn(setsOf('R8', {}, { large: 9 }, { share: 9, large: 5 }, { share: 9 }))).toEqual([
    [
      [0, 1],
      [2, 3],
    ],
  ]);
  expect(servedIn(setsOf('R1b', {}, { limit: 9 }))).toEqual([[[0, 1]]]);
  expect(servedIn(setsOf('X11', {}, { terminals: 9 }))).toEqual([[[0]], [[1]]]);
});

/** Forty days of a busy shop, with rushes, nights, declines, and three thousand cards that come in quick succession. */
function busyRows(dice: Dice): HistoryRow[] {
  const rows: HistoryRow[] = [];
  let at = Date.parse('2025-06-01T08:00:00+08:00');
  const add = (card: string, status: 'approved' | 'declined' = 'approved'): void => {
    const amountFen = dice.chance(3) ? 1_000_000 : dice.whole(1, 90_000);
    const row = {
      at,
      amountFen,
      currency: HISTORY_CURRENCY,
      type: 'purchase',
      card,
      cardType: 'credit',
    } as const;
    rows.push({ id: rows.length + 1, ...row, status, bin: dice.pick(['411111', '622202', null]) });
  };
  // Once, so that what rests long enough wakes.
  add('first');
  at += 100 * 86_400_000;
  for (let i = 0; i < 12_000; i++) {
    at += dice.pick([0, 1_000, 60_000, 120_000, 300_000, dice.chance(2) ? 30_000_000 : 400_000]);
    const card = `card${dice.chance(60) ? Math.floor(i / 4) : dice.whole(1, 3_000)}`;
    add(card, dice.chance(i % 2_000 < 200 ? 80 : 4) ? 'declined' : 'approved');
  }
  return rows;
}
