import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiKeysService, SessionsService, UsersService } from '@thaw/identity';
import { systemActor, type Role, type Scope } from '@thaw/kernel';
import { Database, JobWorkers, Logger, Queues, Relay, queueConnection, type Config } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import supertest from 'supertest';
import { createApi } from '../../apps/api/src/create-api';
import { GatewaySimulator } from '../../apps/cli/src/gateway-simulator/gateway-simulator';
import { handlers, onFinalFailure } from '../../apps/worker/src/handlers';
import { sweeps } from '../../apps/worker/src/sweep-list';
import { Sweeps } from '../../apps/worker/src/sweeps';
import { WorkerModule } from '../../apps/worker/src/worker.module';
import { registerShop, type Shop } from '../factories/registry';
import { createTestDatabase, testConfig, type TestDatabase } from './test-database';
import { TestClock } from './test-clock';
import { TEST_PASSWORD } from './test-password';
import { IdleJobs } from './idle-jobs';
import { hurried } from './wait-for';

type Http = ReturnType<typeof supertest.agent>;

/** Sweeps that come as often as this are not waited for: what looks more seldom looks for what was lost. */
const HURRIED_MS = 10_000;

export interface Person {
  readonly id: string;
  readonly role: Role;
  readonly login: string;
  readonly token: string;
  readonly http: Http;
}

/** A whole desk in one process: API, relay, queue, worker, sweeps and the terminal system, on a database of its own. */
export class TestDesk {
  private constructor(
    readonly config: Config,
    readonly clock: TestClock,
    readonly database: TestDatabase,
    readonly simulator: GatewaySimulator,
    readonly api: NestFastifyApplication,
    readonly worker: INestApplicationContext,
    private readonly jobs: { workers: JobWorkers; readonly makeWorkers: () => Promise<JobWorkers> },
    private readonly idle: IdleJobs,
    private readonly stopAll: () => Promise<void>,
  ) {}

  /**
   * @param env over the test's own; a function where it rests on the database, e.g. to serve by another login.
   * @param way `gatewayUrl`: another terminal system than the simulated one; `pages`: the folder of the browser's.
   */
  static async start(
    env: NodeJS.ProcessEnv | ((database: TestDatabase) => NodeJS.ProcessEnv) = {},
    way: { readonly gatewayUrl?: string; readonly pages?: string } = {},
  ): Promise<TestDesk> {
    const database = await createTestDatabase();
    const clock = new TestClock();
    const plain = testConfig(database, typeof env === 'function' ? env(database) : env);
    const simulator = new GatewaySimulator({ port: 0, secret: plain.gateway.secret, callbackUrl: null });
    const simulated = await simulator.start();
    const config: Config = { ...plain, gateway: { ...plain.gateway, url: way.gatewayUrl ?? simulated } };
    const api = await createApi(config, { clock, ...(way.pages !== undefined && { pages: way.pages }) });
    await api.listen(0, '127.0.0.1');
    simulator.callBackTo(`${await api.getUrl()}/v1/gateway/callbacks`);
    const worker = await NestFactory.createApplicationContext(WorkerModule.with(config, clock), {
      logger: false,
    });
    const logger = worker.get(Logger);
    const place = await queueConnection(config, worker.get(Database));
    const makeWorkers = async (): Promise<JobWorkers> => {
      const made = new JobWorkers(place, handlers(worker), onFinalFailure(worker), logger);
      await made.untilReady();
      return made;
    };
    const jobs = { workers: await makeWorkers(), makeWorkers };
    const idle = new IdleJobs(database, place);
    const relay = new Relay(config, worker.get(Database), worker.get(Queues), logger);
    relay.start();
    const runner = new Sweeps(sweeps(worker), logger);
    runner.start();
    const hurry = (): void => runner.movedOn(HURRIED_MS);
    hurried.add(hurry);
    return new TestDesk(config, clock, database, simulator, api, worker, jobs, idle, async () => {
      hurried.delete(hurry);
      await Promise.all([runner.stop(), relay.stop()]);
      await jobs.workers.close();
      await idle.close();
      await worker.close();
      await api.close();
      await simulator.stop();
      plain.dispose();
      await database.drop();
    });
  }

  stop(): Promise<void> {
    return this.stopAll();
  }

  /** Until every job that was set going is done; one that waits for a later try is not waited for. */
  untilIdle(): Promise<void> {
    return this.idle.untilIdle();
  }

  /** Relay and sweeps go on; whoever would take jobs is away until `work` is done. */
  async withoutWorkers(work: () => Promise<void>): Promise<void> {
    await this.jobs.workers.close();
    try {
      await work();
    } finally {
      this.jobs.workers = await this.jobs.makeWorkers();
    }
  }

  /** Someone with this role, signed in; a merchant user belongs to a merchant. */
  async person(role: Role, merchantNo?: string): Promise<Person> {
    const login = `user-${randomUUID()
      .replace(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit)))
      .slice(0, 13)}`;
    const user = await this.api.get(UsersService).createConfirmed({
      login,
      displayName: login,
      password: TEST_PASSWORD,
      roles: [role],
      ...(merchantNo === undefined ? {} : { merchantNo }),
    });
    const { token } = await this.api
      .get(SessionsService)
      .signIn({ login, password: TEST_PASSWORD, address: 'test' });
    return { id: user.id, role, login, token, http: this.client(token) };
  }

  async machine(...scopes: Scope[]): Promise<Http> {
    const issued = await this.api.get(ApiKeysService).issue(systemActor('setup'), { name: 'test', scopes });
    return this.client(issued.key);
  }

  async shop(feeProfile: 'standard' | 'low_rate' | 'capped' = 'low_rate'): Promise<Shop> {
    return this.api
      .get(Database)
      .asActor(systemActor('setup'), (tx) =>
        registerShop(tx, this.api.get(RegistryService), { terminal: { feeProfile } }),
      );
  }

  private client(token: string): Http {
    return supertest
      .agent(this.api.getHttpServer())
      .set('accept-language', 'en')
      .set('authorization', `Bearer ${token}`);
  }
}
