'use strict';
const { execFile } = require('node:child_process');
const { tmpdir } = require('node:os');
const { promisify } = require('node:util');
const { NODE_OPTIONS, lib, openRooms } = require('./desk.cjs');
const { historyFile } = require('./history.cjs');
const { peakMemory } = require('./peak-memory.cjs');
const { pairwise } = require('./table.cjs');

const ROUNDS = Number(process.env.THAW_BENCH_ROUNDS ?? 5);
const LINES = Number(process.env.THAW_BENCH_LINES ?? 1_000_000);

const MEMORY_LIMIT = 200 * 1024 * 1024;

/** Scans against the server reading and ordering the same rows to nowhere. */
module.exports = async function benchScan(desk) {
  const { ImportsService, HistoryReader } = lib('transactions');
  const { systemActor, Zone } = lib('kernel');
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
    content: historyFile(LINES),
    options: {},
  });
  await imports.run(id, async () => undefined);
  await desk.query('VACUUM ANALYZE transaction');

  // As the worker does it.
  const scan = (stored) => async () => {
    const zone = new Zone('Asia/Shanghai');
    const setup = { rules: RULES, facts: factsOf('low_rate'), zone, currency: 'CNY' };
    const whole = new HistoryScan(setup, LINES);
    try {
      await desk.database.asActor(
        systemActor('worker'),
        (tx) => foldHistory(reader, tx, terminalId, [whole], { stored }, async () => undefined),
        { snapshot: true },
      );
      const { findings, counts } = await whole.outcome();
      if (counts.records !== LINES || makeAll(findings) === 0)
        throw new Error('the scan has not seen every row');
    } finally {
      whole.close();
    }
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
      note: await shares(desk, terminalId, reader),
    },
    { name: 'scan from rows, without blocks', ...(await pairwise(ROUNDS, scan(false), server)), limit: 2.3 },
    { name: `peak memory of a scan, ${LINES} rows, of 200 MB`, ...(await peak(desk, terminalId)), limit: 1 },
  ];
};

/** As whoever stores them does. @returns how many transactions are in them. */
function makeAll(findings) {
  let transactions = 0;
  for (const finding of findings) transactions += finding.transactions.length;
  return transactions;
}

/** What bounds the scan: how much of it is reading blocks, and what the dearest rules add to a fold without rules. */
async function shares(desk, terminalId, reader) {
  const { systemActor, Zone } = lib('kernel');
  const { ScanEngine } = require('../../dist/libs/risk/src/engine/index.js');
  const { RULES, factsOf } = require('../../dist/libs/risk/src/rules/index.js');
  const blocks = [];
  const began = process.hrtime.bigint();
  await desk.database.asActor(systemActor('worker'), async (tx) => {
    for await (const { block } of reader.readHistory(tx, terminalId)) blocks.push(block);
  });
  const read = Number(process.hrtime.bigint() - began) / 1e6;
  const cpu = (rules) => {
    const times = [];
    for (let round = 0; round < ROUNDS; round++) {
      const before = process.cpuUsage();
      const zone = new Zone('Asia/Shanghai');
      const engine = new ScanEngine({ rules, facts: factsOf('low_rate'), zone, currency: 'CNY' });
      for (const block of blocks) engine.feedBlock(block);
      makeAll(engine.outcome().findings);
      const { user, system } = process.cpuUsage(before);
      times.push((user + system) / 1e3);
    }
    return Math.min(...times);
  };
  const bare = cpu([]);
  const costs = RULES.map((rule) => ({ code: rule.code, ms: cpu([rule]) - bare }));
  const dearest = costs.sort((a, b) => b.ms - a.ms).slice(0, 5);
  const told = dearest.map(({ code, ms }) => `${code} ${Math.max(0, ms).toFixed(0)}`).join(', ');
  return `reading ${read.toFixed(0)} ms, a fold without rules ${bare.toFixed(0)} ms, then by itself: ${told}`;
}

/** As the worker runs it, findings stored. */
async function peak(desk, terminalId) {
  const { ScansService } = lib('risk');
  const { systemActor } = lib('kernel');
  const actor = systemActor('setup');
  const { id } = await desk.database.asActor(actor, (tx) =>
    desk.get(ScansService).request(tx, actor, { terminalId, caseId: null }, new Date()),
  );
  const child = await promisify(execFile)(process.execPath, [...NODE_OPTIONS, __filename, desk.url, id]);
  const bytes = Number(child.stdout);
  return { ours: bytes, other: MEMORY_LIMIT, ratio: bytes / MEMORY_LIMIT };
}

/** One scan in a process of its own: prints the most memory that it took, in bytes. */
async function scanAlone([url, scanId]) {
  lib('platform').keepHeapSmall();
  const app = await openRooms(url, tmpdir());
  await app.get(lib('risk').ScanRunner, { strict: false }).run(scanId, async () => undefined);
  await app.close();
  process.stdout.write(`${peakMemory()}\n`);
}

if (require.main === module) {
  scanAlone(process.argv.slice(2)).catch((error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  });
}
