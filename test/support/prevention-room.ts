import { SystemClock, systemActor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import {
  DueThingsQuery,
  PreventionImportsQuery,
  PreventionImportsService,
  PreventionLedger,
  PreventionQuery,
  PreventionReminders,
  PreventionService,
  RegistryQuery,
  RegistryService,
  type PreventionTold,
  type ReminderLetter,
} from '@thaw/registry';
import { registerShop, type Shop } from '../factories/registry';
import { TestClock } from './test-clock';
import { createTestDatabase, type TestDatabase } from './test-database';

export const SETUP = systemActor('setup');
const ZONE = { timeZone: 'Asia/Shanghai' };
const DAY_MS = 86_400_000;

/** The rooms of prevention on a real database; the desk's day begins as 2026-11-23, at nine in the morning. */
export class PreventionRoom {
  private readonly opened: Database[] = [];
  readonly database: Database;
  readonly registry: RegistryService;
  readonly service: PreventionService;
  readonly query: PreventionQuery;
  readonly due: DueThingsQuery;
  readonly imports: PreventionImportsService;
  readonly importsQuery: PreventionImportsQuery;

  private constructor(
    readonly peer: TestDatabase,
    readonly clock: TestClock,
  ) {
    const ledger = new PreventionLedger();
    this.database = this.open();
    this.registry = new RegistryService(new SystemClock());
    this.service = new PreventionService(ZONE, clock, ledger);
    this.query = new PreventionQuery(ZONE, clock, ledger, new RegistryQuery());
    this.due = new DueThingsQuery(ZONE, clock);
    this.imports = new PreventionImportsService(ZONE, clock, this.database, ledger, new RegistryQuery());
    this.importsQuery = new PreventionImportsQuery(this.database);
  }

  static async prepare(): Promise<PreventionRoom> {
    return new PreventionRoom(await createTestDatabase(), new TestClock('2026-11-23T01:00:00.000Z'));
  }

  async stop(): Promise<void> {
    await Promise.all(this.opened.map((each) => each.onApplicationShutdown()));
    await this.peer.drop();
  }

  /** With connections of its own, as another process has. */
  open(): Database {
    const made = new Database({ databaseUrl: this.peer.url, databasePoolSize: 5 });
    this.opened.push(made);
    return made;
  }

  as<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.asActor(SETUP, work);
  }

  shop(over?: Parameters<typeof registerShop>[2]): Promise<Shop> {
    return this.as((tx) => registerShop(tx, this.registry, over));
  }

  tell({ terminal }: Pick<Shop, 'terminal'>, told: PreventionTold): Promise<void> {
    return this.as((tx) => this.service.tell(tx, SETUP, terminal.id, told));
  }

  announce(model: string, version: string, currentFrom: string | null): Promise<unknown> {
    return this.as((tx) => this.service.announce(tx, SETUP, { model, version, currentFrom }));
  }

  passDays(days: number): void {
    this.clock.advance(days * DAY_MS);
  }

  /** A worker's sweep, as another process has it; the letters that it wrote. */
  async remind(database = this.database): Promise<ReminderLetter[]> {
    const letters: ReminderLetter[] = [];
    await new PreventionReminders(ZONE, database).remindDue(this.clock.now(), (_tx, letter) => {
      letters.push(letter);
      return Promise.resolve();
    });
    return letters;
  }
}
