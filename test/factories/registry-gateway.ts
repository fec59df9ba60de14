import { randomUUID } from 'node:crypto';
import { SystemClock, systemActor } from '@thaw/kernel';
import { Database, newKey } from '@thaw/platform';
import {
  CALL_TIMEOUT_MS,
  CommandLedger,
  CommandStops,
  GatewayClient,
  GatewayCommandsService,
  ManualConfirmations,
  ManualGateway,
  MeasuresService,
  RegistryService,
  type TerminalGateway,
  type GatewayCommand,
  type Measure,
  type CommandDraft,
  type CommandOrder,
  type MeasureDraft,
} from '@thaw/registry';
import { RegistryApiModule } from '../../apps/api/src/registry/registry-api.module';
import { GatewaySimulator } from '../../apps/cli/src/gateway-simulator/gateway-simulator';
import { TestApi } from '../support/test-api';
import { TestClock } from '../support/test-clock';
import { registerShop, type Shop } from './registry';

const SETUP = systemActor('setup');
const LOOPBACK = '127.0.0.1';
/** More turns than any command may take. */
const TURNS = 30;

export interface FrozenShop extends Shop {
  readonly caseId: string;
  readonly measures: readonly Measure[];
}

export type CommandRow = Pick<GatewayCommand, 'id' | 'state' | 'attempts'> & {
  readonly last_error: string | null;
  readonly next_attempt_at: Date | null;
  readonly kind: string;
  readonly purpose: string;
  readonly measure_id: string | null;
  readonly confirmed_via: string | null;
};

/** The API and a simulated terminal system, talking over loopback; the test itself plays relay, queue and clock. */
export class GatewayDesk {
  private constructor(
    readonly api: TestApi,
    readonly clock: TestClock,
    readonly secret: Buffer,
    readonly gatewayUrl: string,
    readonly callbackUrl: string,
    public simulator: GatewaySimulator,
  ) {}

  static async start(): Promise<GatewayDesk> {
    const secret = newKey();
    const clock = new TestClock();
    const simulator = new GatewaySimulator({
      port: 0,
      secret: Buffer.from(secret, 'base64'),
      callbackUrl: null,
    });
    const gatewayUrl = await simulator.start();
    const api = await TestApi.start(
      { clock, features: [RegistryApiModule] },
      { THAW_GATEWAY_URL: gatewayUrl, THAW_GATEWAY_SECRET: secret },
    );
    await api.app.listen(0, LOOPBACK);
    const callbackUrl = `${await api.app.getUrl()}/v1/gateway/callbacks`;
    simulator.callBackTo(callbackUrl);
    return new GatewayDesk(api, clock, Buffer.from(secret, 'base64'), gatewayUrl, callbackUrl, simulator);
  }

  async stop(): Promise<void> {
    await this.simulator.stop();
    await this.api.stop();
  }

  get database(): Database {
    return this.api.app.get(Database);
  }

  get measures(): MeasuresService {
    return this.api.app.get(MeasuresService);
  }

  get stops(): CommandStops {
    return this.api.app.get(CommandStops);
  }

  get signatures(): ManualConfirmations {
    return this.api.app.get(ManualConfirmations);
  }

  get commands(): GatewayCommandsService {
    return this.api.app.get(GatewayCommandsService);
  }

  /** The same service, less patient with the other side. */
  impatient(timeoutMs: number): GatewayCommandsService {
    return this.serviceWith(this.gatewayUrl, timeoutMs);
  }

  /** The same service, with another system at the other end. */
  speakingTo(url: string): GatewayCommandsService {
    return this.serviceWith(url, CALL_TIMEOUT_MS);
  }

  clientTo(url: string, timeoutMs = CALL_TIMEOUT_MS): GatewayClient {
    return new GatewayClient({ gateway: { url, secret: this.secret } }, new SystemClock(), timeoutMs);
  }

  /** The same service, at an acquirer that has no terminal system, or none any more. */
  withoutSystem(): GatewayCommandsService {
    return this.serviceOf(new ManualGateway());
  }

  private serviceWith(url: string, timeoutMs: number): GatewayCommandsService {
    return this.serviceOf(this.clientTo(url, timeoutMs));
  }

  private serviceOf(client: TerminalGateway): GatewayCommandsService {
    const ledger = this.api.app.get(CommandLedger);
    return new GatewayCommandsService(this.database, client, ledger, this.clock);
  }

  /** The terminal system goes down and comes back at the same address, remembering nothing. */
  async restartSimulator(): Promise<void> {
    await this.simulator.stop();
    const port = Number(new URL(this.gatewayUrl).port);
    this.simulator = new GatewaySimulator({ port, secret: this.secret, callbackUrl: this.callbackUrl });
    await this.simulator.start();
  }

  /** A shop with measures in force by a case that is restoring. */
  async freeze(drafts: readonly MeasureDraft[] = [{ level: 'F4', scope: 'terminal' }]): Promise<FrozenShop> {
    const shop = await this.database.asActor(SETUP, (tx) =>
      registerShop(tx, this.api.app.get(RegistryService)),
    );
    const caseId = await this.openCase(shop);
    const measures = await this.impose(caseId, shop.terminal.id, drafts);
    return { ...shop, caseId, measures };
  }

  /** The bare row of a case: what a case is, its own room knows. */
  async openCase({ terminal }: Pick<Shop, 'terminal'>): Promise<string> {
    const id = randomUUID();
    await this.api.database.query(
      `INSERT INTO freeze_case (id, number, version, merchant_version, terminal_id, merchant_id, state, reference_version, opened_at,
         opened_by, opened_via, state_since)
       VALUES ($1, $2, 1, 1, $3, $4, 'restoring', 1, $5, 'system:setup', 'machine', $5)`,
      [id, `FZ-${id.slice(0, 13)}`, terminal.id, terminal.merchantId, this.clock.now()],
    );
    return id;
  }

  impose(caseId: string, terminalId: string, drafts: readonly MeasureDraft[]): Promise<readonly Measure[]> {
    return this.database.asActor(SETUP, (tx) =>
      this.measures.impose(tx, { caseId, terminalId }, drafts, this.clock.now()),
    );
  }

  issue(
    shop: FrozenShop,
    commands?: readonly CommandDraft[],
    over: Partial<CommandOrder> = {},
  ): Promise<readonly string[]> {
    const lifts = shop.measures.map(({ id }): CommandDraft => ({ kind: 'lift', measureId: id }));
    return this.database.asActor(SETUP, (tx) =>
      this.commands.issue(
        tx,
        { caseId: shop.caseId, terminalId: shop.terminal.id, purpose: 'restore', ...over },
        commands ?? lifts,
        this.clock.now(),
      ),
    );
  }

  /** One command that lifts the only measure of a fresh case. */
  async issueLift(): Promise<{ readonly shop: FrozenShop; readonly id: string }> {
    const shop = await this.freeze();
    const [id] = await this.issue(shop);
    return { shop, id: id as string };
  }

  async command(id: string): Promise<CommandRow> {
    const [row] = await this.api.database.query<CommandRow>('SELECT * FROM gateway_command WHERE id = $1', [
      id,
    ]);
    if (!row) throw new Error('no such command');
    return row;
  }

  /** All commands of a case, oldest first. */
  async commandsOf({ caseId }: Pick<FrozenShop, 'caseId'>): Promise<readonly CommandRow[]> {
    return this.api.database.query<CommandRow>(
      'SELECT * FROM gateway_command WHERE case_id = $1 ORDER BY created_at, purpose, id',
      [caseId],
    );
  }

  /** Runs every command of a case to its end. */
  async runAll(shop: Pick<FrozenShop, 'caseId'>): Promise<readonly CommandRow[]> {
    for (const { id } of await this.commandsOf(shop)) await this.run(id);
    return this.commandsOf(shop);
  }

  async standing(caseId: string) {
    return this.database.asActor(SETUP, (tx) => this.commands.standing(tx, caseId));
  }

  /** The ids of the commands for which a job was asked; the jobs are gone then, as if handed to the queue. */
  async takeJobs(): Promise<string[]> {
    const rows = await this.api.database.query<{ id: string }>(
      `DELETE FROM outbox WHERE job = 'gateway.send' RETURNING payload ->> 'commandId' AS id`,
    );
    return rows.map(({ id }) => id);
  }

  /** How often the case was told that its commands have settled. */
  async settledJobs(caseId: string): Promise<number> {
    const rows = await this.api.database.query(
      `SELECT 1 FROM outbox WHERE job = 'restore.settled' AND payload ->> 'caseId' = $1`,
      [caseId],
    );
    return rows.length;
  }

  /** The commands whose end a case was told of, or is to be: those for no restore. */
  async toldEnds(): Promise<string[]> {
    const rows = await this.api.database.query<{ id: string }>(
      `SELECT payload ->> 'commandId' AS id FROM outbox WHERE job = 'command.settled' ORDER BY id`,
    );
    return rows.map(({ id }) => id);
  }

  /** Works off jobs and sweeps, moving the clock to each next due time, until the command is settled. */
  async run(id: string, commands = this.commands): Promise<CommandRow> {
    for (let turn = 0; turn < TURNS; turn++) {
      for (const job of await this.takeJobs()) await commands.send(job);
      await this.simulator.idle();
      const row = await this.command(id);
      if (row.next_attempt_at === null) return row;
      this.clock.advance(Math.max(row.next_attempt_at.getTime() - this.clock.now().getTime(), 0));
      await commands.sendDue(this.clock.now());
    }
    throw new Error('the command does not settle');
  }
}
