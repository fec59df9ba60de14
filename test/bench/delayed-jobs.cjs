'use strict';
const { Queue, Worker } = require('bullmq');
const { Pool } = require('pg');
const { startRedis } = require('./redis.cjs');

const A_MONTH_MS = 30 * 86_400_000;
/** More than the connections to write with: jobs never wait for BullMQ to fetch them. */
const AT_ONCE = 50;
const CONNECTIONS = 10;
const CHUNK = 5_000;

/** What clocks would be as delayed jobs of BullMQ on Redis: each writes one row when it comes due. */
class DelayedJobs {
  static async start(url) {
    const jobs = new DelayedJobs();
    jobs.redis = await startRedis();
    const connection = { url: jobs.redis.url, maxRetriesPerRequest: null };
    jobs.pool = new Pool({ connectionString: url, max: CONNECTIONS });
    await jobs.pool.query('CREATE TABLE job_fired (round integer, clock integer, fired_at timestamptz)');
    jobs.queue = new Queue('clocks', { connection });
    jobs.worker = new Worker('clocks', (job) => jobs.fire(job.data), { connection, concurrency: AT_ONCE });
    jobs.ends = [];
    await jobs.worker.waitUntilReady();
    return jobs;
  }

  async fire({ round, clock, dueAt }) {
    await this.pool.query('INSERT INTO job_fired VALUES ($1, $2, now())', [round, clock]);
    this.ends.push(Date.now() - dueAt);
    if (this.ends.length === this.expected) this.done();
  }

  /** Jobs of a month ahead, as of clocks that run. */
  async run(count) {
    for (let from = 0; from < count; from += CHUNK) {
      const jobs = Array.from({ length: Math.min(CHUNK, count - from) }, (_, i) =>
        this.job(0, from + i, null),
      );
      await this.queue.addBulk(jobs);
    }
  }

  add(clock) {
    const { name, data, opts } = this.job(0, clock, null);
    return this.queue.add(name, data, opts);
  }

  /** @returns lags in ms, of jobs that come due at these instants. */
  async fireAt(round, instants) {
    this.ends = [];
    this.expected = instants.length;
    const fired = new Promise((resolve) => (this.done = resolve));
    await this.queue.addBulk(instants.map((dueAt, clock) => this.job(round, clock, dueAt)));
    if (Date.now() >= instants[0]) throw new Error('the jobs were not handed over before they came due');
    await fired;
    const { rows } = await this.pool.query(
      'SELECT count(*)::int AS fired, count(DISTINCT clock)::int AS clocks FROM job_fired WHERE round = $1',
      [round],
    );
    if (rows[0].fired !== instants.length || rows[0].clocks !== instants.length)
      throw new Error(`${rows[0].fired} jobs fired, of ${rows[0].clocks} clocks, not ${instants.length}`);
    return this.ends;
  }

  job(round, clock, dueAt) {
    const timestamp = Date.now();
    const delay = dueAt === null ? A_MONTH_MS : dueAt - timestamp;
    return {
      name: 'fire',
      data: { round, clock, dueAt },
      opts: { timestamp, delay, removeOnComplete: true, removeOnFail: true },
    };
  }

  async stop() {
    await this.worker.close();
    await this.queue.close();
    await this.pool.end();
    await this.redis.stop();
  }
}

module.exports = { DelayedJobs };
