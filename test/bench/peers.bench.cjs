'use strict';
const { isDeepStrictEqual } = require('node:util');
const { join } = require('node:path');
const { rmSync } = require('node:fs');
const { lib } = require('./desk.cjs');
const { historyFile } = require('./history.cjs');
const { peers } = require('./peers.cjs');
const {
  PREDICATES,
  countHits,
  jsonLogicEngine,
  jsonRulesEngine,
  plain,
  rowOf,
  zen,
} = require('./row-engines.cjs');
const { RULE_SQL, saleView } = require('./rule-sql.cjs');
const { pairwise, timed } = require('./table.cjs');

const ROUNDS = Number(process.env.THAW_BENCH_ROUNDS ?? 5);
const LINES = Number(process.env.THAW_BENCH_LINES ?? 1_000_000);
const FEE_PROFILE = 'low_rate';
/** Rows that a row engine of ten thousand a second is asked about; times are compared by the row. */
const ENGINE_ROWS = 20_000;

/** Scans against others doing the same rules: set-based SQL, DuckDB, and the row engines of npm. */
module.exports = async function benchPeers(desk) {
  const load = peers();
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
    content: historyFile(LINES, '', { large: 150 }),
    options: {},
  });
  await imports.run(id, async () => undefined);
  await desk.query('VACUUM ANALYZE transaction');
  await desk.query(saleView(terminalId));

  const engineOf = (codes) =>
    new ScanEngine({
      rules: RULES.filter(({ code }) => codes.includes(code)),
      facts: factsOf(FEE_PROFILE),
      zone: new Zone('Asia/Shanghai'),
      currency: 'CNY',
    });
  const read = (use) =>
    desk.database.asActor(
      systemActor('worker'),
      async (tx) => {
        for await (const { block } of reader.readHistory(tx, terminalId)) use(block);
      },
      { snapshot: true },
    );
  const codes = Object.keys(RULE_SQL);
  const scan = async () => {
    const engine = engineOf(codes);
    await read((block) => engine.feedBlock(block));
    return engine.finish();
  };
  const inPostgres = async () => {
    for (const sql of Object.values(RULE_SQL))
      await desk.query(`COPY (${sql}) TO '/dev/null' (FORMAT binary)`);
  };

  const { findings } = await scan();
  const expected = Object.fromEntries(
    codes.map((code) => [code, findings.filter(({ rule }) => rule === code).length]),
  );
  await mustAgree(
    'PostgreSQL',
    expected,
    async (sql) => (await desk.query(`SELECT count(*) AS n FROM (${sql}) AS f`))[0].n,
  );

  const duck = await duckOf(load, desk, terminalId);
  await mustAgree(
    'DuckDB',
    expected,
    async (sql) => (await duck.run(`SELECT count(*) FROM (${sql}) AS f`))[0][0],
  );
  const inDuck = async () => {
    for (const sql of Object.values(RULE_SQL))
      await duck.exec(`CREATE OR REPLACE TEMP TABLE found AS ${sql}`);
  };

  const ours = async () => void (await scan());
  const rows = [
    {
      name: `scan, ${codes.length} rules, ${LINES} rows, against SQL`,
      ...(await pairwise(Math.min(ROUNDS, 3), ours, inPostgres)),
      limit: 0.07,
      note: `both find ${findings.length}`,
    },
    {
      name: `scan, ${codes.length} rules, ${LINES} rows, against DuckDB`,
      ...(await pairwise(ROUNDS, ours, inDuck)),
      limit: 0.25,
      note: 'DuckDB: rows loaded beforehand, two threads',
    },
    ...(await againstEngines(load, engineOf, read)),
  ];
  duck.close();
  return rows;
};

async function mustAgree(name, expected, count) {
  for (const [code, sql] of Object.entries(RULE_SQL)) {
    const found = Number(await count(sql));
    if (found !== expected[code])
      throw new Error(`${name} finds ${found} by ${code}, the rule ${expected[code]}`);
  }
}

/** The same purchases in a DuckDB in memory, with what it would else work out anew by every rule. */
async function duckOf(load, desk, terminalId) {
  const { DuckDBInstance } = load('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const csv = join(desk.folder, 'sale.csv');
  await desk.query(saleView(terminalId));
  await desk.query(`COPY (SELECT * FROM sale ORDER BY sold_at, id) TO '${csv}' (FORMAT csv, HEADER)`);
  await connection.run(`CREATE TABLE sale AS SELECT * FROM read_csv('${csv}', types = {
    'id': 'BIGINT', 'sold_at': 'TIMESTAMP', 'day': 'DATE', 'month': 'INTEGER', 'amount': 'BIGINT', 'card': 'VARCHAR', 'card_type': 'VARCHAR'})`);
  rmSync(csv, { force: true });
  return {
    exec: (sql) => connection.run(sql),
    run: async (sql) => (await connection.runAndReadAll(sql)).getRows(),
    close: () => connection.closeSync(),
  };
}

/** Row engines say which rows; the rules beside them make findings of them too. */
async function againstEngines(load, engineOf, read) {
  const rows = [];
  const blocks = [];
  await read((block) => {
    if (rows.length >= ENGINE_ROWS) return;
    blocks.push(block);
    for (let at = 0; at < block.rows; at++)
      rows.push(rowOf(block.amounts[at], (block.at[at] / 1000) % 86_400));
  });
  const expected = await countHits(rows, plain);
  const fold = () => {
    const engine = engineOf(Object.keys(PREDICATES));
    for (const block of blocks) engine.feedBlock(block);
    engine.finish();
  };
  const table = [];
  for (const [name, make, limit] of [
    ['json-rules-engine', jsonRulesEngine, 0.01],
    ['zen', zen, 0.01],
    ['json-logic-engine', jsonLogicEngine, 0.5],
  ]) {
    const ask = make(load);
    const found = await countHits(rows, ask);
    if (!isDeepStrictEqual(found, expected)) {
      throw new Error(`${name} finds ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
    }
    // Warm, as both would be in a long history.
    for (let i = 0; i < 20; i++) await timed(fold);
    table.push({
      name: `${Object.keys(PREDICATES).length} rules on ${rows.length} rows, against ${name}`,
      ...(await pairwise(
        ROUNDS,
        async () => fold(),
        async () => void (await countHits(rows, ask)),
      )),
      limit,
      note: 'rows in memory',
    });
  }
  return table;
}
