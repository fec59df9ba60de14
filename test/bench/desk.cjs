'use strict';
const { mkdirSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join, resolve } = require('node:path');
require('reflect-metadata');
const { NestFactory } = require('@nestjs/core');
const { Client } = require('pg');

const DIST = join(__dirname, '..', '..', 'dist');
/** As `thaw up` and docker-compose.yml start the API and the worker. */
const NODE_OPTIONS = ['--max-semi-space-size=2'];
const lib = (name) => require(join(DIST, 'libs', name, 'src', 'index.js'));

function configOf(url, blobDir) {
  const platform = lib('platform');
  return platform.readConfig({
    DATABASE_URL: url,
    THAW_BLOB_DIR: blobDir,
    THAW_CARD_KEY: platform.newKey(),
    THAW_GATEWAY_URL: 'http://127.0.0.1:9',
    THAW_GATEWAY_SECRET: platform.newKey(),
    THAW_LOG_LEVEL: 'silent',
  });
}

/** The rooms below the cases, on this database. */
function openRooms(url, blobDir) {
  const platform = lib('platform');
  const config = configOf(url, blobDir);
  class BenchModule {}
  return NestFactory.createApplicationContext(
    {
      module: BenchModule,
      imports: [
        platform.PlatformModule.with(config, { now: () => new Date() }),
        lib('registry').RegistryModule,
        lib('transactions').TransactionsModule,
        lib('risk').RiskModule,
      ],
    },
    { logger: false },
  );
}

/**
 * A desk without doors, on an embedded PostgreSQL of its own that keeps what it writes, like a real one. In
 * THAW_BENCH_FOLDER it stays when the bench has ended, and the next run finds what was laid there.
 */
class Desk {
  static async start() {
    const kept = process.env.THAW_BENCH_FOLDER;
    const folder = kept ? resolve(kept) : mkdtempSync(join(tmpdir(), 'thaw-bench-'));
    mkdirSync(folder, { recursive: true });
    const platform = lib('platform');
    const cluster = new platform.EmbeddedPostgres({ dataDir: join(folder, 'pg'), password: 'bench' });
    await cluster.start();
    const client = new Client({ connectionString: cluster.url('postgres') });
    await client.connect();
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = 'thaw'");
    if (rowCount === 0) await client.query('CREATE DATABASE thaw');
    await client.end();
    const url = cluster.url('thaw');
    await platform.migrate(url, require(join(DIST, 'migrations', 'index.js')).MIGRATIONS);
    const desk = await Desk.attach(url, folder);
    desk.cluster = cluster;
    desk.isKept = Boolean(kept);
    return desk;
  }

  /** Joins a desk that another process has started. */
  static async attach(url, folder) {
    const platform = lib('platform');
    const desk = new Desk();
    desk.url = url;
    desk.folder = folder;
    desk.client = new Client({ connectionString: url });
    await desk.client.connect();
    desk.app = await openRooms(url, join(folder, 'blobs'));
    desk.database = desk.get(platform.Database);
    desk.shops = 0;
    return desk;
  }

  get(token) {
    return this.app.get(token, { strict: false });
  }

  query(sql, parameters = []) {
    return this.client.query(sql, parameters).then(({ rows }) => rows);
  }

  /** A merchant with one terminal, whose history is empty. @returns the terminal's id. */
  async terminal() {
    const { RegistryService } = lib('registry');
    const { isLuhnValid, systemActor } = lib('kernel');
    const registry = this.get(RegistryService);
    let merchantNo;
    do merchantNo = `10031005411${String(++this.shops).padStart(4, '0')}`;
    while (isLuhnValid(merchantNo));
    return this.database.asActor(systemActor('setup'), async (tx) => {
      const merchant = await registry.registerMerchant(tx, {
        merchantNo,
        name: 'bench',
        socialCreditCode: `91310000MA1FL${merchantNo.slice(-4)}X`,
        mcc: '5411',
        address: '上海市黄浦区中山东一路 1 号',
        hours: null,
      });
      const terminal = await registry.registerTerminal(tx, {
        merchantId: merchant.id,
        terminalNo: `B000${merchantNo.slice(-4)}`,
        feeProfile: 'low_rate',
      });
      return terminal.id;
    });
  }

  async detach() {
    await this.app.close();
    await this.client.end();
  }

  async stop() {
    await this.detach();
    await this.cluster.stop();
    if (!this.isKept) rmSync(this.folder, { recursive: true, force: true });
  }
}

module.exports = { DIST, Desk, NODE_OPTIONS, configOf, lib, openRooms };
