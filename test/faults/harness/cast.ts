import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AuditCheckpoints } from '@thaw/audit';
import { ApiKeysService, SessionsService, UsersService } from '@thaw/identity';
import { systemActor, type Role } from '@thaw/kernel';
import { Database, readConfig, type Config } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { createApi } from '../../../apps/api/src/create-api';
import { insertSales, suspiciousSales } from '../../factories/history';
import { registerShop, type Shop } from '../../factories/registry';
import { TEST_PASSWORD } from '../../support/test-password';
import { waitFor } from '../../support/wait-for';
import type { StandingDesk } from './standing-desk';

export interface Player {
  readonly id: string;
  readonly role: Role;
  readonly token: string;
}

/** A shop with its merchant, for one round alone. */
export interface PlayedShop {
  readonly shop: Shop;
  readonly merchant: Player;
}

let made = 0;
const SETUP = systemActor('setup');

/** Those who work at the desk, each with a mailbox, and what is registered there: past every line that breaks. */
export class Cast {
  readonly staff: { [R in 'agent' | 'supervisor' | 'reviewer' | 'admin']: Player[] } = {
    agent: [],
    supervisor: [],
    reviewer: [],
    admin: [],
  };
  /** The key of a machine that reports freezes and brings transactions. */
  machine = '';

  private constructor(
    private readonly desk: StandingDesk,
    readonly config: Config,
    private readonly app: NestFastifyApplication,
  ) {}

  static async gather(desk: StandingDesk): Promise<Cast> {
    const config = readConfig({
      ...desk.env,
      DATABASE_URL: desk.databaseUrl,
      THAW_SANDBOX: 'false',
      THAW_LOG_LEVEL: 'silent',
    });
    const cast = new Cast(desk, config, await createApi(config));
    for (const [role, count] of Object.entries({ agent: 2, supervisor: 2, reviewer: 2, admin: 1 }))
      for (let i = 0; i < count; i++)
        cast.staff[role as keyof Cast['staff']].push(await cast.person(role as Role));
    const scopes = ['notice:open', 'transaction:append'] as const;
    const issued = await cast.app.get(ApiKeysService).issue(SETUP, { name: 'test', scopes: [...scopes] });
    cast.machine = issued.key;
    return cast;
  }

  get admin(): Player {
    return this.staff.admin[0]!;
  }

  async shop(): Promise<PlayedShop> {
    const shop = await this.surely(() =>
      this.database.asActor(SETUP, (tx) =>
        registerShop(tx, this.app.get(RegistryService), { terminal: { feeProfile: 'low_rate' } }),
      ),
    );
    await insertSales(this.desk, shop.terminal.id, suspiciousSales);
    return { shop, merchant: await this.person('merchant', shop.merchant.merchantNo) };
  }

  get database(): Database {
    return this.app.get(Database);
  }

  /** As the worker does it every five minutes. */
  async signAudit(): Promise<void> {
    const checkpoints = this.app.get(AuditCheckpoints, { strict: false });
    await this.surely(async () => {
      await checkpoints.sign(new Date());
      await checkpoints.keep(new Date());
    });
  }

  close(): Promise<void> {
    return this.app.close();
  }

  private async person(role: Role, merchantNo?: string): Promise<Player> {
    // Letters alone: digits could be those of a card.
    const name = String(made++).replace(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit)));
    const login = `player-${name}`;
    const { id } = await this.surely(() =>
      this.app.get(UsersService).createConfirmed({
        login,
        displayName: login,
        password: TEST_PASSWORD,
        roles: [role],
        ...(merchantNo === undefined ? {} : { merchantNo }),
      }),
    );
    const { token } = await this.surely(() =>
      this.app.get(SessionsService).signIn({ login, password: TEST_PASSWORD, address: 'test' }),
    );
    await this.desk.query(
      `INSERT INTO contact (user_id, channel, address, changed_by, changed_at) VALUES ($1, 'email', $2, 'system:setup', now())`,
      [id, `${login}@mail.example`],
    );
    await this.desk.query('INSERT INTO telling_hours VALUES ($1, 0, 0, 0)', [id]);
    return { id, role, token };
  }

  /** A connection that rested while the server was killed is found broken by the first who uses it. */
  private surely<T extends object | void>(work: () => Promise<T>): Promise<T> {
    return waitFor('the database to take it', async () => ({ done: await work() })).then(({ done }) => done);
  }
}
