'use strict';
const { join } = require('node:path');
const { NestFactory } = require('@nestjs/core');
const { DIST, configOf, lib } = require('./desk.cjs');

const app = (path) => require(join(DIST, 'apps', 'worker', 'src', path));
const SILENT = { warn: (told, text) => process.stderr.write(`${text} ${told.err}\n`), info: () => undefined };

/** Clocks as they run and fire in Thaw: the worker's own sweep, beside nothing else. */
class SweptClocks {
  static async start(desk, count) {
    const clocks = new SweptClocks();
    clocks.desk = desk;
    const { ClockReminders, ClocksService, CalendarsQuery } = lib('sla');
    const { WorkerModule } = app('worker.module.js');
    clocks.worker = await NestFactory.createApplicationContext(
      WorkerModule.with(configOf(desk.url, join(desk.folder, 'blobs')), { now: () => new Date() }),
      { logger: false },
    );
    const get = (token) => clocks.worker.get(token, { strict: false });
    clocks.service = get(ClocksService);
    clocks.reminders = get(ClockReminders);
    clocks.database = get(lib('platform').Database);
    clocks.actor = lib('kernel').systemActor('setup');
    clocks.revision = await clocks.database.asActor(clocks.actor, (tx) => get(CalendarsQuery).revision(tx));
    await clocks.lay(count);
    clocks.listen();
    const sweep = app('sweep-list.js')
      .sweeps(clocks.worker)
      .find(({ name }) => name === 'clocks');
    clocks.runner = new (app('sweeps.js').Sweeps)([sweep], SILENT);
    clocks.runner.start();
    return clocks;
  }

  /** Cases that are nothing but rows to hang clocks on, each with one that is due in a month. */
  async lay(count) {
    const { desk } = this;
    const terminalId = await desk.terminal();
    await desk.query(
      `INSERT INTO freeze_case (id, number, version, merchant_version, terminal_id, merchant_id, state, reference_version,
         opened_at, opened_by, opened_via, state_since, closed_at, resolution)
       SELECT gen_random_uuid(), 'bench ' || n, 1, 1, t.id, t.merchant_id, 'closed', 1, now(), 'system:setup', 'machine', now(),
         now(), 'withdrawn'
       FROM terminal t, generate_series(1, $2::int) n WHERE t.id = $1`,
      [terminalId, count],
    );
    await desk.query(
      `CREATE TABLE bench_case AS SELECT id, row_number() OVER ()::int - 1 AS n FROM freeze_case WHERE number LIKE 'bench %'`,
    );
    await desk.query(
      `INSERT INTO case_clock (case_id, kind, began_at, started_at, due_at, provisional, pending_steps, next_fire_at, run,
         calendar_revision)
       SELECT id, 'decision', now(), now(), now() + interval '30 days', false,
         jsonb_build_array(jsonb_build_object('step', '100', 'at', now() + interval '30 days')), now() + interval '30 days',
         jsonb_build_object('target', jsonb_build_object('kind', 'until', 'at', now() + interval '30 days'), 'beganAt', 0,
           'ran', '[]'::jsonb, 'since', 0, 'extraMs', 0),
         $1
       FROM bench_case`,
      [this.revision],
    );
    await desk.query('CREATE UNIQUE INDEX ON bench_case (n)');
    await desk.query('VACUUM ANALYZE');
    this.ids = (await desk.query('SELECT id FROM bench_case ORDER BY n')).map(({ id }) => id);
  }

  /** When each batch was committed: what has fired is what anybody can see. */
  listen() {
    const fireDue = this.reminders.fireDue.bind(this.reminders);
    this.ends = new Map();
    this.fired = 0;
    this.reminders.fireDue = async (now) => {
      const fired = await fireDue(now);
      if (fired > 0) this.ends.set(now.getTime(), Date.now());
      this.fired += fired;
      if (this.fired === this.expected) this.done();
      return fired;
    };
  }

  /** As the decision on a case starts one, in a transaction of its own. */
  async add(n) {
    const change = {
      clock: 'fix',
      does: 'start',
      target: { kind: 'working_days', count: 10 },
      revision: this.revision,
    };
    await this.database.asActor(this.actor, (tx) =>
      this.service.apply(tx, this.ids[n], [change], new Date()),
    );
  }

  /** @returns lags in ms, of clocks that come due at these instants. */
  async fireAt(round, instants) {
    const { desk } = this;
    await desk.query('TRUNCATE clock_reminder, outbox');
    this.ends.clear();
    this.fired = 0;
    this.expected = instants.length;
    const fired = new Promise((resolve) => (this.done = resolve));
    await desk.query(
      `UPDATE case_clock SET started_at = $1, next_fire_at = due.at,
         pending_steps = jsonb_build_array(jsonb_build_object('step', '100', 'at', due.at))
       FROM bench_case b JOIN unnest($2::timestamptz[]) WITH ORDINALITY AS due (at, place) ON due.place = b.n + 1
       WHERE case_id = b.id AND kind = 'decision'`,
      [new Date(), instants.map((at) => new Date(at))],
    );
    if (Date.now() >= instants[0]) throw new Error('the clocks were not set before they came due');
    await fired;
    const rows = await desk.query('SELECT due_at, fired_at FROM clock_reminder');
    const [asked] = await desk.query(
      `SELECT count(*)::int AS jobs, count(DISTINCT payload ->> 'caseId')::int AS cases FROM outbox`,
    );
    if ([rows.length, asked.jobs, asked.cases].some((count) => count !== instants.length))
      throw new Error(
        `${rows.length} reminders, ${asked.jobs} jobs for ${asked.cases} cases, not ${instants.length}`,
      );
    return rows.map(({ due_at, fired_at }) => this.ends.get(fired_at.getTime()) - due_at.getTime());
  }

  /** @returns ms that the sweep takes when nothing is due. */
  async idle() {
    const began = process.hrtime.bigint();
    await this.reminders.fireDue(new Date());
    await this.reminders.nextFire();
    return Number(process.hrtime.bigint() - began) / 1e6;
  }

  async stop() {
    await this.runner.stop();
    await this.worker.close();
  }
}

module.exports = { SweptClocks };
