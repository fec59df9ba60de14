'use strict';
const { isDeepStrictEqual } = require('node:util');
const { join } = require('node:path');
const { rmSync } = require('node:fs');
const { lib } = require('./desk.cjs');
const { historyFile } = require('./history.cjs');
const { peers } = require('./peers.cjs');
const {
  RULES_ASKED,
  findingsAtOnce,
  findingsBy,
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
  const { foldHistory } = require('../../dist/libs/risk/src/fold-history.js');
  const { HistoryScan } = require('../../dist/libs/risk/src/history-scan/history-scan.js');
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

  const setupOf = (codes) => ({
    rules: RULES.filter(({ code }) => codes.includes(code)),
    facts: factsOf(FEE_PROFILE),
    zone: new Zone('Asia/Shanghai'),
    currency: 'CNY',
  });
  const engineOf = (codes) => new ScanEngine(setupOf(codes));
  const read = (use) =>
    desk.database.asActor(
      systemActor('worker'),
      async (tx) => {
        for await (const { block } of reader.readHistory(tx, terminalId)) use(block);
      },
      { snapshot: true },
    );
  const codes = Object.keys(RULE_SQL);
  // As the worker does it: each finding is made when it is come to.
  const scan = async (use = () => undefined) => {
    const whole = new HistoryScan(setupOf(codes), LINES);
    try {
      await desk.database.asActor(
        systemActor('worker'),
        (tx) => foldHistory(reader, tx, terminalId, [whole], {}, async () => undefined),
        { snapshot: true },
      );
      for (const finding of (await whole.outcome()).findings) use(finding);
    } finally {
      whole.close();
    }
  };
  const inPostgres = async () => {
    for (const sql of Object.values(RULE_SQL))
      await desk.query(`COPY (${sql}) TO '/dev/null' (FORMAT binary)`);
  };

  const findings = [];
  await scan((finding) => findings.push({ rule: finding.rule }));
  const expected = Object.fromEntries(
    codes.map((code) => [code, findings.filter(({ rule }) => rule === code).length]),
  );
  await mustAgree(
    'PostgreSQL',
    expected,
    async (sql) => (await desk.query(`SELECT count(*) AS n FROM (${sql}) AS f`))[0].n,
  );

  const duck = await duckOf(load, desk);
  await duck.load();
  await mustAgree(
    'DuckDB',
    expected,
    async (sql) => (await duck.run(`SELECT count(*) FROM (${sql}) AS f`))[0][0],
  );
  const inDuck = async () => {
    for (const sql of Object.values(RULE_SQL))
      await duck.exec(`CREATE OR REPLACE TEMP TABLE found AS ${sql}`);
  };

  const ours = () => scan();
  const rows = [
    {
      name: `scan, ${codes.length} rules, ${LINES} rows, against SQL`,
      ...(await pairwise(Math.min(ROUNDS, 3), ours, inPostgres)),
      limit: 0.07,
      note: `both find ${findings.length}`,
    },
    {
      name: `scan, ${codes.length} rules, ${LINES} rows, against DuckDB`,
      ...(await pairwise(ROUNDS, ours, async () => {
        await duck.load();
        await inDuck();
      })),
      limit: 0.25,
      note: 'both read the rows from where they are, in PostgreSQL; DuckDB by CSV, on two threads',
    },
    {
      name: 'the same, rows in the memory of DuckDB beforehand',
      ...(await pairwise(ROUNDS, ours, inDuck)),
      limit: null,
      note: 'not the same work: ours reads its rows from PostgreSQL',
    },
    ...(await againstEngines(load, engineOf, read, new Zone('Asia/Shanghai'))),
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

/** A DuckDB in memory. Its `load` reads the same purchases, with what it would else work out anew by every rule. */
async function duckOf(load, desk) {
  const { DuckDBInstance } = load('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const csv = join(desk.folder, 'sale.csv');
  return {
    load: async () => {
      await desk.query(`COPY (SELECT * FROM sale) TO '${csv}' (FORMAT csv, HEADER)`);
      await connection.run(`CREATE OR REPLACE TABLE sale AS SELECT * FROM read_csv('${csv}', types = {
        'id': 'BIGINT', 'sold_at': 'TIMESTAMP', 'day': 'DATE', 'month': 'INTEGER', 'amount': 'BIGINT', 'card': 'VARCHAR', 'card_type': 'VARCHAR'})`);
    },
    exec: (sql) => connection.run(sql),
    run: async (sql) => (await connection.runAndReadAll(sql)).getRows(),
    close: () => {
      connection.closeSync();
      rmSync(csv, { force: true });
    },
  };
}

/** Row engines say which rows; what is made of their answers is counted as theirs, since it has to be made. */
async function againstEngines(load, engineOf, read, zone) {
  const { statusOf, typeOf } = require('../../dist/libs/transactions/src/records/index.js');
  const rows = [];
  const blocks = [];
  await read((block) => {
    if (rows.length >= ENGINE_ROWS) return;
    blocks.push(block);
    for (let at = 0; at < block.rows; at++) {
      if (typeOf(block.kinds[at]) !== 'purchase' || statusOf(block.kinds[at]) !== 'approved') continue;
      rows.push(rowOf({ id: block.ids[at], at: block.at[at], amount: block.amounts[at], zone }));
    }
  });
  const fold = () => {
    const engine = engineOf(RULES_ASKED);
    for (const block of blocks) engine.feedBlock(block);
    return engine.finish().findings;
  };
  const expected = transactionsByRule(fold());
  const table = [];
  for (const [name, make, ask, limit] of [
    ['json-rules-engine', jsonRulesEngine, findingsBy, 0.01],
    ['zen', zen, findingsBy, 0.01],
    ['json-logic-engine', jsonLogicEngine, findingsAtOnce, 0.5],
    ['plain functions', () => plain, findingsAtOnce, null],
  ]) {
    const engine = make(load);
    const found = transactionsByRule(await ask(rows, engine));
    if (!isDeepStrictEqual(found, expected)) throw new Error(`${name} does not come to the same findings`);
    // Warm, as both would be in a long history.
    for (let i = 0; i < 20; i++) await timed(fold);
    if (limit === null || limit > 0.1) for (let i = 0; i < 20; i++) await ask(rows, engine);
    table.push({
      name: `${RULES_ASKED.length} rules on ${rows.length} rows, against ${name}`,
      ...(await pairwise(
        ROUNDS,
        async () => void fold(),
        async () => void (await ask(rows, engine)),
      )),
      limit,
      note: 'rows in memory, dated for the other; both make the same findings, the other by plain code on its answers',
    });
  }
  return table;
}

/** By rule, what each finding is made of. */
function transactionsByRule(findings) {
  const byRule = {};
  for (const { rule, transactions } of findings) (byRule[rule] ??= []).push(transactions.join());
  for (const all of Object.values(byRule)) all.sort();
  return byRule;
}
