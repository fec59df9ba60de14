'use strict';
const { lib } = require('./desk.cjs');
const { historyFile } = require('./history.cjs');
const { pairwise } = require('./table.cjs');

const ROUNDS = Number(process.env.THAW_BENCH_ROUNDS ?? 5);
const LINES = Number(process.env.THAW_BENCH_LINES ?? 1_000_000);
const SETS = 20;

/** The threshold of each rule that is turned first when it fires too often or too rarely. */
const THRESHOLDS = {
  ...{ R1a: 'max', R1b: 'limit', R2: 'n', R3: 'unit', R4: 'ratio', R5: 'months', R6a: 'max', R6b: 'gap' },
  ...{ R6c: 'max', R8: 'share', X1: 'n', X2: 'n', X3: 'times', X4: 'n', X5: 'cards', X6: 'cards' },
  ...{ X7: 'share', X8: 'radius', X9: 'times', X10: 'critical', X11: 'terminals', X12: 'share' },
};

/** Twenty parameter sets over one history against one scan of it. */
module.exports = async function benchBacktest(desk) {
  const { ImportsService, HistoryReader } = lib('transactions');
  const { systemActor, Zone } = lib('kernel');
  const engine = require('../../dist/libs/risk/src/engine/index.js');
  const { RULES, factsOf, resolveParameters } = require('../../dist/libs/risk/src/rules/index.js');
  const imports = desk.get(ImportsService);
  const reader = desk.get(HistoryReader);
  const terminalId = await desk.terminal();
  const { id } = await imports.receive(systemActor('setup'), {
    terminalId,
    caseId: null,
    fileName: 'history.csv',
    content: historyFile(LINES),
    options: {},
  });
  await imports.run(id, async () => undefined);
  await desk.query('VACUUM ANALYZE transaction');
  const stream = { facts: factsOf('low_rate'), zone: new Zone('Asia/Shanghai'), currency: 'CNY' };

  const feed = (into) =>
    desk.database.asActor(
      systemActor('worker'),
      async (tx) => {
        for await (const { block } of reader.readHistory(tx, terminalId)) into.feedBlock(block);
      },
      { snapshot: true },
    );
  const scan = async () => {
    const one = new engine.ScanEngine({ rules: RULES, ...stream });
    await feed(one);
    if (one.finish().counts.records !== LINES) throw new Error('the scan has not seen every row');
  };
  const backtest = (sets) => async () => {
    const rules = sets.map((set) => set.rules);
    const plan = engine.planFolds(rules);
    const one = new engine.BacktestEngine({ plan, ...stream });
    await feed(one);
    const sum = new engine.BacktestSum(plan, sets);
    sum.add(engine.partOf(one.finish(), plan, rules), null);
    if (sum.result().records !== LINES) throw new Error('the backtest has not seen every row');
  };
  const row = async (name, isTurned) => {
    const sets = Array.from({ length: SETS }, (_, set) => ({
      name: String(set),
      rules: RULES.map((rule, at) => ({
        rule,
        enabled: true,
        weight: rule.weight + (set % 2),
        parameters: resolveParameters(rule, set > 0 && isTurned(set, at) ? turned(rule, set) : {}),
      })),
    }));
    const { variants, folds, passes } = engine.planFolds(sets.map((set) => set.rules));
    return {
      name: `backtest of ${SETS} sets, ${name}`,
      ...(await pairwise(ROUNDS, backtest(sets), scan)),
      limit: 4,
      note: `${variants.length} variants of ${RULES.length} rules in ${folds.length} folds, ${passes.length} passes`,
    };
  };
  /** Each set three rules, one after the other: over all sets every rule is turned about as often. */
  const three = (set, at) => [0, 1, 2].some((i) => (3 * set + i) % RULES.length === at);
  return [
    await row('each with other weights', () => false),
    await row('each turning three rules', three),
    await row('each turning every rule', () => true),
  ];
};

/** Set by set further from the default, a twentieth at a time where it is large enough. */
function turned({ code, parameters }, set) {
  const name = THRESHOLDS[code];
  // R7a and R7b judge answers to slip requests and have nothing to turn in a history.
  if (name === undefined) return {};
  const { default: value, min, max } = parameters[name];
  const step = Math.max(1, Math.round(value / 20));
  return { [code]: { [name]: Math.min(max, Math.max(min, value + set * step)) } };
}
