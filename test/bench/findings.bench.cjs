'use strict';
const { randomUUID } = require('node:crypto');
const { join } = require('node:path');
const { lib } = require('./desk.cjs');
const { pairwise } = require('./table.cjs');

const ROUNDS = Number(process.env.THAW_BENCH_ROUNDS ?? 5);
const FINDINGS = Number(process.env.THAW_BENCH_FINDINGS ?? 50_000);
/** Transactions of a finding: few, as those of cards are. */
const EACH = 8;

/** Findings stored as a scan stores them, against the server's own COPY of a row for each of their transactions. */
module.exports = async function benchFindings(desk) {
  const { ScansService } = lib('risk');
  const { systemActor } = lib('kernel');
  const { storeFindings } = require('../../dist/libs/risk/src/finding-store.js');
  const actor = systemActor('worker');
  const terminalId = await desk.terminal();
  const scan = () =>
    desk.database.asActor(actor, (tx) =>
      desk.get(ScansService).request(tx, actor, { terminalId, caseId: null }, new Date()),
    );
  const findings = Array.from({ length: FINDINGS }, (_, at) => findingOf(at));

  // The same facts in rows: what a finding is stands in each, as in the table's own, but for one id in place of the array.
  await desk.query('CREATE TABLE finding_row (LIKE finding INCLUDING DEFAULTS)');
  await desk.query(
    'ALTER TABLE finding_row DROP COLUMN transaction_ids, ADD COLUMN transaction_id bigint NOT NULL',
  );
  await desk.query('ALTER TABLE finding_row ADD PRIMARY KEY (scan_id, ordinal, transaction_id)');
  const seeded = await scan();
  await desk.database.asActor(actor, (tx) => storeFindings(tx, seeded.id, findings));
  const file = join(desk.folder, 'finding-rows');
  const columns = `id, scan_id, ordinal, rule, rule_version, weight, finding_key, card_token, from_at, to_at, count, sum_fen,
    measured, threshold, unit, details, parameters`;
  await desk.query(
    `COPY (SELECT ${columns}, unnest(transaction_ids) FROM finding WHERE scan_id = '${seeded.id}') TO '${file}' (FORMAT binary)`,
  );
  const empty = async () => {
    await desk.query('TRUNCATE finding, finding_row CASCADE');
    await desk.query('CHECKPOINT');
  };
  await empty();

  const timed = async (work) => {
    const began = process.hrtime.bigint();
    await work();
    const took = Number(process.hrtime.bigint() - began) / 1e6;
    await empty();
    return took;
  };
  const { id } = await scan();
  const measured = await pairwise(
    ROUNDS,
    () => timed(() => desk.database.asActor(actor, (tx) => storeFindings(tx, id, findings))),
    () =>
      timed(() => desk.query(`COPY finding_row (${columns}, transaction_id) FROM '${file}' (FORMAT binary)`)),
  );
  await desk.query('DROP TABLE finding_row');
  return [
    {
      name: `${FINDINGS} findings of ${EACH} transactions stored`,
      ...measured,
      limit: 0.5,
      note: 'bound by three indexes and by encoding; the other by a row each',
    },
  ];
};

function findingOf(at) {
  const from = Date.UTC(2024, 0, 1) + at * 60_000;
  return {
    rule: 'R5',
    version: 1,
    weight: 10,
    key: `k1.${randomUUID()}|648`,
    card: `k1.${randomUUID()}`,
    from,
    to: from + 86_400_000,
    count: EACH,
    sumFen: 123_456,
    measured: 3,
    threshold: 2,
    unit: 'months',
    details: { firstMonth: 648, lastMonth: 650 },
    parameters: { months: 2, gap: 1 },
    transactions: Array.from({ length: EACH }, (_, i) => at * EACH + i + 1),
  };
}
