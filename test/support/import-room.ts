import { readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { systemActor, type Actor, type UserActor } from '@thaw/kernel';
import { Database, PlatformModule, type Config } from '@thaw/platform';
import { RegistryModule, RegistryService } from '@thaw/registry';
import {
  HistoryBlocks,
  HistoryReader,
  ImportsQuery,
  ImportsService,
  RoutedImportsQuery,
  RoutedImportsService,
  TransactionsModule,
  TransactionsQuery,
  TerminalLock,
  type HistoryImport,
  type HistoryUpload,
  type RoutedImportView,
  type RoutedPart,
  type RoutedUpload,
} from '@thaw/transactions';
import { BlockRows, type HistoryRow } from '@thaw/transactions/records';
import { newTerminal, registerShop, type Shop } from '../factories/registry';
import { TestClock } from './test-clock';
import { createTestDatabase, testConfig, type TestDatabase } from './test-database';

@Module({})
class ImportRoomModule {}

export const AGENT: UserActor = {
  kind: 'user',
  userId: '00000000-0000-4000-8000-000000000001',
  displayName: 'Agent',
  roles: ['agent'],
  merchantId: null,
};

export interface FinishedRun {
  readonly done: HistoryImport | null;
  /** How often the end of the import was told. */
  readonly told: number;
}

/** The room of transactions on a database of its own; jobs run when a test says so. */
export class ImportRoom {
  readonly imports: ImportsService;
  readonly query: ImportsQuery;
  readonly routed: RoutedImportsService;
  readonly routedQuery: RoutedImportsQuery;
  readonly reader: HistoryReader;
  readonly blocks: HistoryBlocks;
  readonly transactions: TransactionsQuery;

  private constructor(
    private readonly app: INestApplicationContext,
    readonly database: TestDatabase,
    readonly clock: TestClock,
    readonly config: Config,
    private readonly dispose: () => void,
  ) {
    this.imports = app.get(ImportsService, { strict: false });
    this.query = app.get(ImportsQuery, { strict: false });
    this.routed = app.get(RoutedImportsService, { strict: false });
    this.routedQuery = app.get(RoutedImportsQuery, { strict: false });
    this.reader = app.get(HistoryReader, { strict: false });
    this.blocks = app.get(HistoryBlocks, { strict: false });
    this.transactions = app.get(TransactionsQuery, { strict: false });
  }

  /** @param made a database that is there already; it is dropped with the room. */
  static async open(env: NodeJS.ProcessEnv = {}, made?: TestDatabase): Promise<ImportRoom> {
    const database = made ?? (await createTestDatabase());
    const config = testConfig(database, env);
    const clock = new TestClock();
    const app = await NestFactory.createApplicationContext(
      {
        module: ImportRoomModule,
        imports: [PlatformModule.with(config, clock), RegistryModule, TransactionsModule],
      },
      { logger: false },
    );
    return new ImportRoom(app, database, clock, config, () => config.dispose());
  }

  async close(): Promise<void> {
    await this.app.close();
    this.dispose();
    await this.database.drop();
  }

  get rooms(): Database {
    return this.app.get(Database, { strict: false });
  }

  shop(over: Parameters<typeof registerShop>[2] = {}): Promise<Shop> {
    return this.rooms.asActor(systemActor('setup'), (tx) =>
      registerShop(tx, this.app.get(RegistryService, { strict: false }), over),
    );
  }

  /** One more terminal for a merchant that is there. */
  addTerminal(merchantId: string, terminalNo: string) {
    return this.rooms.asActor(systemActor('setup'), (tx) =>
      this.app
        .get(RegistryService, { strict: false })
        .registerTerminal(tx, newTerminal(merchantId, { terminalNo })),
    );
  }

  receive(terminalId: string, content: Readable | string | Buffer, over: Partial<HistoryUpload> = {}) {
    const stream = content instanceof Readable ? content : Readable.from([Buffer.from(content)]);
    return this.imports.receive(AGENT, {
      terminalId,
      caseId: null,
      fileName: 'history.csv',
      content: stream,
      options: {},
      ...over,
    });
  }

  /** Takes a file in while somebody else has the terminal: so the job is who writes it, and not who takes it in. */
  receiveForJob(terminalId: string, content: Readable | string | Buffer): Promise<HistoryImport> {
    return this.rooms.asActor(systemActor('worker'), async (tx) => {
      await this.app.get(TerminalLock, { strict: false }).hold(tx, terminalId);
      return this.receive(terminalId, content);
    });
  }

  /** Runs an import's job once, as the worker would. */
  async run(importId: string): Promise<FinishedRun> {
    let done: HistoryImport | null = null;
    let told = 0;
    await this.imports.run(importId, async (_tx, row) => {
      done = row;
      told += 1;
    });
    return { done, told };
  }

  /** Takes a file in and reads it to its end. */
  async import(terminalId: string, content: Readable | string | Buffer, over: Partial<HistoryUpload> = {}) {
    const { id } = await this.receive(terminalId, content, over);
    await this.run(id);
    return this.query.get(AGENT, id);
  }

  /** Takes a file of several terminals in. */
  route(content: Readable | string | Buffer, over: Partial<RoutedUpload> = {}, actor: Actor = AGENT) {
    const stream = content instanceof Readable ? content : Readable.from([Buffer.from(content)]);
    return this.routed.receive(actor, { fileName: 'all.csv', content: stream, options: {}, ...over });
  }

  async parts(id: string): Promise<readonly RoutedPart[]> {
    return (await this.routedQuery.parts(AGENT, id, { limit: 100 })).items;
  }

  /** Takes a file of several terminals in and reads all its imports to their end. */
  async routeAll(
    content: Readable | string | Buffer,
    over: Partial<RoutedUpload> = {},
  ): Promise<RoutedImportView> {
    const { id } = await this.route(content, over);
    for (const { import: part } of await this.parts(id)) await this.run(part.id);
    return this.routedQuery.get(AGENT, id);
  }

  /** The reject file of a file of several terminals, in English: its lines without their head. */
  async routedRejects(id: string): Promise<readonly string[]> {
    let text = '';
    for await (const piece of await this.routedQuery.rejects(AGENT, id, 'en')) text += piece;
    return text.trimEnd().split('\r\n').slice(1);
  }

  /** The import's reject file in English. */
  async rejects(importId: string): Promise<string> {
    let text = '';
    for await (const piece of await this.query.rejects(AGENT, importId, 'en')) text += piece;
    return text;
  }

  history(terminalId: string): Promise<HistoryRow[]> {
    return this.rooms.asActor(systemActor('worker'), async (tx) => {
      const all: HistoryRow[] = [];
      const rows = new BlockRows();
      for await (const { block } of this.reader.readHistory(tx, terminalId)) all.push(...rows.of(block));
      return all;
    });
  }

  /** Jobs asked for and not handed over, oldest first. */
  async requestedImports(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT payload->>'importId' AS id FROM outbox WHERE job = 'history.import' ORDER BY outbox.id`,
    );
    return rows.map(({ id }) => id);
  }

  /** Files in the blob store, whole or not. */
  blobs(): string[] {
    return readdirSync(this.config.blobDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
  }
}

export const countsOf = ({ linesTotal, linesDone, accepted, duplicates, rejected }: HistoryImport) => ({
  linesTotal,
  linesDone,
  accepted,
  duplicates,
  rejected,
});
