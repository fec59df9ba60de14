'use strict';
const { lib } = require('./desk.cjs');
const { historyFile } = require('./history.cjs');
const { pairwise } = require('./table.cjs');

const ROUNDS = Number(process.env.THAW_BENCH_ROUNDS ?? 5);
const LINES = Number(process.env.THAW_BENCH_LINES ?? 1_000_000);

/** Scans against the server reading and ordering the same rows to nowhere. */
module.exports = async function benchScan(desk) {
  const { ImportsService, HistoryReader } = lib('transactions');
  const { systemActor, Zone } = lib('kernel');
  const { ScanEngine } = require('../../dist/libs/risk/src/engine/index.js');
  const { RULES, factsOf } = require('../../dist/libs/risk/src/rules/index.js');
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

  const scan = (stored) => async () => {
    const engine = new ScanEngine({
      rules: RULES,
      facts: factsOf('low_rate'),
      zone: new Zone('Asia/Shanghai'),
      currency: 'CNY',
    });
    await desk.database.asActor(
      systemActor('worker'),
      async (tx) => {
        for await (const { block } of reader.readHistory(tx, terminalId, { stored })) engine.feedBlock(block);
      },
      { snapshot: true },
    );
    if (engine.finish().counts.records !== LINES) throw new Error('the scan has not seen every row');
  };
  const server = async () => {
    // By the key's index: now and then the planner sorts on disk instead, which takes it twice the work.
    await desk.query(
      `BEGIN; SET LOCAL enable_sort = off;
       COPY (SELECT id, occurred_at, amount_fen, currency, type, status, card_token, card_type, card_bin, line
             FROM transaction WHERE terminal_id = '${terminalId}' ORDER BY occurred_at, line, id)
       TO '/dev/null' (FORMAT binary); COMMIT`,
    );
  };
  return [
    {
      name: `scan, ${RULES.length} rules, ${LINES} rows`,
      ...(await pairwise(ROUNDS, scan(true), server)),
      limit: 0.8,
    },
    { name: 'scan from rows, without blocks', ...(await pairwise(ROUNDS, scan(false), server)), limit: 2.3 },
  ];
};
