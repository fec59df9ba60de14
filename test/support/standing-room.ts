import { Readable } from 'node:stream';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Zone, systemActor } from '@thaw/kernel';
import { Database, PlatformModule } from '@thaw/platform';
import { RegistryModule, RegistryService } from '@thaw/registry';
import {
  RiskModule,
  StandingFindings,
  StandingRefresh,
  StandingScans,
  type FindingName,
  type TerminalFindings,
} from '@thaw/risk';
import { scan, type ScanRecord } from '@thaw/risk/engine';
import { RULES, factsOf, type TerminalFacts } from '@thaw/risk/rules';
import { HistoryDrop, ImportsService, TerminalLock, TransactionsModule } from '@thaw/transactions';
import type { GivenRecord } from '@thaw/transactions/records';
import { registerShop } from '../factories/registry';
import { TestClock } from './test-clock';
import { createTestDatabase, testConfig, type TestDatabase } from './test-database';

@Module({})
class StandingRoomModule {}

const SETUP = systemActor('setup');

/** A finding with all its transactions. */
export interface Found extends Pick<
  TerminalFindings['items'][number],
  'rule' | 'key' | 'count' | 'sumFen' | 'measured' | 'threshold' | 'from' | 'to' | 'details'
> {
  readonly transactions: readonly number[];
}

/** The rooms of transactions and risk on a database of their own; jobs run when a test says so. */
export class StandingRoom {
  readonly standing: StandingScans;

  private constructor(
    private readonly app: INestApplicationContext,
    readonly database: TestDatabase,
    readonly clock: TestClock,
    private readonly dispose: () => void,
  ) {
    this.standing = app.get(StandingScans, { strict: false });
  }

  static async open(): Promise<StandingRoom> {
    const database = await createTestDatabase();
    const config = testConfig(database);
    const clock = new TestClock();
    const app = await NestFactory.createApplicationContext(
      {
        module: StandingRoomModule,
        imports: [PlatformModule.with(config, clock), RegistryModule, TransactionsModule, RiskModule],
      },
      { logger: false },
    );
    return new StandingRoom(app, database, clock, () => config.dispose());
  }

  async close(): Promise<void> {
    await this.app.close();
    this.dispose();
    await this.database.drop();
  }

  get rooms(): Database {
    return this.app.get(Database, { strict: false });
  }

  get imports(): ImportsService {
    return this.app.get(ImportsService, { strict: false });
  }

  async terminal(feeProfile: 'standard' | 'low_rate' | 'capped' = 'low_rate'): Promise<string> {
    const shop = await this.rooms.asActor(SETUP, (tx) =>
      registerShop(tx, this.app.get(RegistryService, { strict: false }), { terminal: { feeProfile } }),
    );
    return shop.terminal.id;
  }

  append(terminalId: string, records: readonly GivenRecord[]): ReturnType<StandingScans['append']> {
    return this.standing.append(SETUP, terminalId, records);
  }

  /** Takes a file in and reads it to its end, as the worker does. */
  async import(terminalId: string, csv: string): Promise<void> {
    const { id } = await this.imports.receive(SETUP, {
      terminalId,
      caseId: null,
      fileName: 'history.csv',
      content: Readable.from([Buffer.from(csv)]),
      options: {},
    });
    await this.imports.run(id, (tx, done) => this.standing.noteImport(tx, done.terminalId));
  }

  /** The job, once; other terminals' are left. @returns whether it was asked for. */
  async refresh(terminalId: string): Promise<boolean> {
    const asked = await this.database.query(
      `DELETE FROM outbox WHERE job = 'standing.refresh' AND payload->>'terminalId' = $1 RETURNING id`,
      [terminalId],
    );
    if (asked.length > 0) await this.rescan(terminalId);
    return asked.length > 0;
  }

  /** How many of the terminal's jobs wait. */
  async asked(terminalId: string): Promise<number> {
    const waiting = await this.database.query(
      `SELECT FROM outbox WHERE job = 'standing.refresh' AND payload->>'terminalId' = $1`,
      [terminalId],
    );
    return waiting.length;
  }

  rescan(terminalId: string): Promise<void> {
    return this.app.get(StandingRefresh, { strict: false }).refresh(terminalId);
  }

  /** As `thaw history drop` does: as the owner of the tables. */
  async dropBefore(year: number): Promise<void> {
    const owner = new Database({ databaseUrl: this.database.url, databasePoolSize: 1 });
    try {
      await owner.asActor(SETUP, async (tx) => {
        await tx.query('SET LOCAL ROLE NONE');
        await new HistoryDrop(new TerminalLock(owner)).drop(tx, year, this.clock.now());
      });
    } finally {
      await owner.onApplicationShutdown();
    }
  }

  /** As an import holds a terminal. */
  async whileHeld(terminalId: string, work: () => Promise<void>): Promise<void> {
    expect(await this.app.get(TerminalLock, { strict: false }).whileAlone(terminalId, work)).toBe(true);
  }

  read(terminalId: string): Promise<TerminalFindings> {
    const findings = this.app.get(StandingFindings, { strict: false });
    return findings.ofTerminal(SETUP, terminalId);
  }

  transactionsOf(terminalId: string, finding: FindingName): Promise<readonly number[]> {
    return this.app.get(StandingFindings, { strict: false }).transactionsOf(SETUP, terminalId, finding);
  }

  /** Everything that is found, with the ids of its transactions. */
  async found(terminalId: string): Promise<Found[]> {
    const { items } = await this.read(terminalId);
    const stored = await this.database.query<{ rule: string; key: string; ids: string[] }>(
      `SELECT rule, finding_key AS key, array_agg(id ORDER BY position, place) AS ids FROM (
         SELECT rule, finding_key, 1000000 AS position, transaction_ids FROM standing_finding WHERE terminal_id = $1
         UNION ALL
         SELECT rule, finding_key, position, transaction_ids FROM standing_finding_part WHERE terminal_id = $1
       ) parts, unnest(transaction_ids) WITH ORDINALITY AS of (id, place) GROUP BY 1, 2`,
      [terminalId],
    );
    const idsOf = new Map(stored.map(({ rule, key, ids }) => [`${rule} ${key}`, ids.map(Number)]));
    const whole: Found[] = [];
    for (const { rule, key, count, sumFen, measured, threshold, from, to, details, settled } of items) {
      const transactions = settled
        ? (idsOf.get(`${rule} ${key}`) ?? [])
        : await this.transactionsOf(terminalId, { rule, key });
      whole.push({ rule, key, count, sumFen, measured, threshold, from, to, details, transactions });
    }
    return whole;
  }

  /** What one pass over the rows of the history finds: what must be found, however they came in. */
  async expected(terminalId: string): Promise<Found[]> {
    const [standing] = await this.database.query<{ facts: TerminalFacts }>(
      'SELECT facts FROM standing_scan WHERE terminal_id = $1',
      [terminalId],
    );
    const rows = await this.database.query<Omit<ScanRecord, 'at'> & { readonly at: Date }>(
      `SELECT id::int, occurred_at AS at, amount_fen::int AS "amountFen", currency, type, status, card_token AS card,
         card_type AS "cardType", card_bin AS bin
       FROM transaction WHERE terminal_id = $1 ORDER BY occurred_at, line, id`,
      [terminalId],
    );
    const { findings } = scan(
      {
        rules: RULES,
        facts: standing?.facts ?? factsOf('low_rate'),
        zone: new Zone('Asia/Shanghai'),
        currency: 'CNY',
      },
      rows.map((row) => ({ ...row, at: row.at.getTime() })),
    );
    return findings.map(
      ({ rule, key, count, sumFen, measured, threshold, from, to, details, transactions }) => ({
        ...{ rule, key, count, sumFen, measured, threshold, details: details ?? {}, transactions },
        from: new Date(from),
        to: new Date(to),
      }),
    );
  }
}
