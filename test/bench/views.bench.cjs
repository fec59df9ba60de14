'use strict';
const { join } = require('node:path');
const { DIST, lib } = require('./desk.cjs');
const { median } = require('./table.cjs');

const CASES = Number(process.env.THAW_BENCH_CASES ?? 1_000_000);
const ROUNDS = Math.max(5, Number(process.env.THAW_BENCH_ROUNDS ?? 50));
const WARM_UP = 10;
/** A supervisor of one queue of three; and one of a queue in which a case of a thousand is. Both see what nobody has triaged. */
const USER = '00000000-0000-4000-8000-0000000000aa';
const SELDOM = '00000000-0000-4000-8000-0000000000ab';

/**
 * Pages, counts and searches of a desk with a million cases, three of ten open, by somebody who sees a third of them and by
 * somebody who sees one in a thousand, each against a look-up of one case by its primary key, in turn in one run. All in
 * transactions that are open already: what is measured is the asking. The first rounds of each are not counted: a connection
 * plans a page anew until it has come a few times.
 */
module.exports = async function benchViews(desk) {
  const { Zone } = lib('kernel');
  const { CasePages } = require(join(DIST, 'libs/cases/src/listing/case-pages.query.js'));
  const { readListing } = require(join(DIST, 'libs/cases/src/listing/case-listing.js'));
  const { SearchCases } = require(join(DIST, 'libs/cases/src/search/search.query.js'));
  if (!(await isFilled(desk))) await fill(desk);
  const now = new Date('2026-11-28T04:00:00Z');
  const pages = new CasePages({ now: () => now }, { timeZone: new Zone('Asia/Shanghai').name });
  const [{ id }] = await desk.query('SELECT id FROM freeze_case OFFSET 500 LIMIT 1');
  const rows = [];

  /** @param work takes the open transaction */
  const measure = async (name, limit, actor, work) => {
    const [times, others] = [[], []];
    await desk.database.asActor(actor, async (tx) => {
      for (let round = -WARM_UP; round < ROUNDS; round++) {
        const other = await timed(() => tx.query('SELECT * FROM freeze_case WHERE id = $1', [id]));
        const ours = await timed(() => work(tx));
        if (round >= 0) [times.push(ours), others.push(other)];
      }
    });
    const ratio = median(times.map((time, at) => time / others[at]));
    rows.push({ name, ours: median(times), other: median(others), ratio, limit, note: 'ms' });
  };

  for (const [who, actor] of [
    ['', actorOf(USER)],
    [', who sees one in a thousand', actorOf(SELDOM)],
  ]) {
    for (const [name, raw] of VIEWS) {
      const listing = readListing(raw);
      await measure(`page of 50, ${name}, first${who}`, 5, actor, (tx) =>
        pages.page(tx, actor, listing, { limit: 50 }),
      );
      const cursor = await endAt(desk, actor, listing, 0.8);
      await measure(`page of 50, ${name}, at 80 %${who}`, 5, actor, (tx) =>
        pages.page(tx, actor, listing, { limit: 50, cursor }),
      );
      await measure(`count, ${name}, ends at 10,000${who}`, 15, actor, (tx) =>
        pages.count(tx, actor, listing),
      );
    }
    for (const [name, limit, q] of [
      ['rare, 20 of all', 10, '罕见'],
      ['one in 200', 30, '偶尔'],
      ['common, every second', 30, '流水'],
    ]) {
      await measure(`search of two characters, ${name}${who}`, limit, actor, async (tx) => {
        const inOpen = { asActor: (_, work) => work(tx) };
        await new SearchCases(inOpen).find(actor, q, { limit: 20 });
      });
    }
  }
  return rows;
};

const is = (field, ...values) => ({ conditions: [{ field, op: 'is', values }] });
const VIEWS = [
  ['open cases by priority', { sort: { by: 'priority' } }],
  ['open cases by due time', { sort: { by: 'decision_due' } }],
  ['all cases last changed', { scope: 'all', sort: { by: 'changed', descending: true } }],
  ['reported and to be approved by priority', is('state', 'reported', 'pending_approval')],
  ['unassigned by priority', is('owner', 'nobody')],
  ['overdue by due time', { ...is('overdue', 'yes'), sort: { by: 'decision_due' } }],
];

const actorOf = (userId) => ({
  kind: 'user',
  userId,
  displayName: 'bench',
  roles: ['supervisor'],
  merchantId: null,
});

async function timed(work) {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** The cursor behind so large a share of a listing: found by an offset once, outside of what is measured. */
async function endAt(desk, actor, listing, share) {
  const { visibleSql } = require(join(DIST, 'libs/cases/src/visibility.js'));
  const { SORT_KEYS, conditionsSql } = require(join(DIST, 'libs/cases/src/listing/listing-sql.js'));
  const { cursorAfter } = require(join(DIST, 'libs/cases/src/listing/listing-cursor.js'));
  const values = [];
  const bind = (value) => `$${values.push(value)}`;
  const asking = { userId: actor.userId, now: new Date(), zone: null };
  const where = [visibleSql(actor, bind), ...conditionsSql(listing, bind, asking)].join(' AND ');
  const keys = SORT_KEYS[listing.sort.by];
  const order = [...keys.map(({ sql }) => sql), 'c.id']
    .map((sql) => `${sql} ${listing.sort.descending ? 'DESC' : 'ASC'}`)
    .join(', ');
  const [{ count }] = await desk.query(
    `SELECT count(*)::int AS count FROM freeze_case c WHERE ${where}`,
    values,
  );
  const texts = keys.map(({ sql, kind }) =>
    kind === 'integer' ? `${sql}::text` : `extract(epoch FROM ${sql})::text`,
  );
  const [end] = await desk.query(
    `SELECT c.id, ARRAY[${texts.join(', ')}] AS keys FROM freeze_case c WHERE ${where} ORDER BY ${order}
     OFFSET ${Math.floor(count * share)} LIMIT 1`,
    values,
  );
  return cursorAfter(listing, end);
}

/** The same cases as would be laid now, in a folder that is kept. */
async function isFilled(desk) {
  const [{ count }] = await desk.query(
    "SELECT count(*)::int AS count FROM freeze_case WHERE number LIKE 'FZ-20260101-%'",
  );
  if (count !== 0 && count !== CASES) throw new Error(`${count} cases lie in this folder, not ${CASES}`);
  return count === CASES;
}

/** Straight into the tables: what is measured is reading. */
async function fill(desk) {
  await desk.query(
    `INSERT INTO app_user (id, login, display_name, password_hash, created_at) VALUES ($1, 'bench', 'bench', 'x', now()),
       ($2, 'seldom', 'seldom', 'x', now())`,
    [USER, SELDOM],
  );
  await desk.query(
    `INSERT INTO queue (code, name_zh, name_en, reasons, areas, tiers, position, calendar, round_robin, skills, newcomers, version)
     VALUES ('seldom', 'seldom', 'seldom', '{}', '{}', '{}', 99, 'desk', false, '{}', false, 1)`,
  );
  await desk.query(
    `INSERT INTO queue_member (queue, user_id, cap, skills, version)
     VALUES ('trading_review', $1, 60, '{}', 1), ('seldom', $2, 60, '{}', 1)`,
    [USER, SELDOM],
  );
  const terminal = await desk.terminal();
  const [{ merchant_id: merchant }] = await desk.query('SELECT merchant_id FROM terminal WHERE id = $1', [
    terminal,
  ]);
  await desk.query("SET session_replication_role = 'replica'");
  await desk.query(
    `INSERT INTO terminal (id, terminal_no, merchant_id, fee_profile, created_at)
     SELECT ('10000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'V' || lpad(n::text, 7, '0'), $1, 'standard', now()
     FROM generate_series(1, $2::int) n`,
    [merchant, CASES],
  );
  await desk.query(
    `INSERT INTO freeze_case (id, number, version, merchant_version, terminal_id, merchant_id, state, priority, queue,
       owner_id, reference_version, opened_at, opened_by, opened_via, state_since, changed_at, decision_due_at, closed_at, resolution)
     SELECT gen_random_uuid(), 'FZ-20260101-' || n, 1, 1, ('10000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, $1,
       CASE WHEN n % 10 >= 3 THEN 'closed' ELSE (ARRAY['reported', 'investigating', 'awaiting_merchant', 'reviewing',
         'pending_approval', 'restoring', 'monitoring', 'appealing'])[1 + n / 10 % 8] END,
       1 + n / 7 % 3, CASE WHEN n % 10010 = 0 THEN NULL WHEN n % 1010 = 0 THEN 'seldom'
         ELSE (ARRAY['trading_review', 'records_check', 'device_check'])[1 + n % 3] END, CASE WHEN n % 160 = 0 THEN $3::uuid
         WHEN n % 4 = 0 THEN ('20000000-0000-4000-8000-' || lpad((n % 40)::text, 12, '0'))::uuid END, 1,
       timestamptz '2025-01-01' + n * interval '1 minute', 'system:setup', 'machine', now(),
       timestamptz '2025-01-01' + (n::bigint * 7919 % $2) * interval '1 minute',
       CASE WHEN n % 10 < 2 THEN timestamptz '2026-01-01' + (n::bigint * 104729 % $2) * interval '1 minute' END,
       CASE WHEN n % 10 >= 3 THEN now() END, CASE WHEN n % 10 >= 3 THEN 'withdrawn' END
     FROM generate_series(1, $2::int) n`,
    [merchant, CASES, USER],
  );
  await desk.query(
    `INSERT INTO case_clock (case_id, kind, began_at, started_at, due_at, provisional, pending_steps, run, calendar_revision)
     SELECT id, 'decision', opened_at, opened_at, decision_due_at, false, '[]', '{}', (SELECT max(revision) FROM calendar_change)
     FROM freeze_case WHERE decision_due_at IS NOT NULL`,
  );
  await desk.query(
    `INSERT INTO case_search (source_id, case_id, source, merchant_id, merchant_sees, at, form, grams)
     SELECT s.id, s.id, 'note', $1, false, s.opened_at, s.form,
       ARRAY(SELECT DISTINCT substr(s.form, i, 2) FROM generate_series(1, length(s.form) - 1) i WHERE substr(s.form, i, 2) !~ ' ')
     FROM (SELECT c.id, c.opened_at, '商户来电说明 ' || substr(c.number, 13) || CASE WHEN substr(c.number, 13)::int % 2 = 0
         THEN ' 已收到流水' ELSE ' 待补材料' END || CASE WHEN substr(c.number, 13)::int % 200 = 0 THEN ' 偶尔' ELSE '' END
         || CASE WHEN substr(c.number, 13)::int % ($2::int / 20) = 7 THEN ' 罕见' ELSE '' END AS form FROM freeze_case c) s`,
    [merchant, CASES],
  );
  await desk.query("SET session_replication_role = 'origin'");
  await desk.query('VACUUM ANALYZE');
}
