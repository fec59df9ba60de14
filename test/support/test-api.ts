import { randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiKeysService, SessionsService, UsersService, type NewUser } from '@thaw/identity';
import { systemActor, type Role, type Scope, type UserActor } from '@thaw/kernel';
import supertest from 'supertest';
import type { ApiOptions } from '../../apps/api/src/api.module';
import { createApi } from '../../apps/api/src/create-api';
import { createTestDatabase, testConfig, type TestDatabase } from './test-database';
import { TEST_PASSWORD } from './test-password';

export interface TestUser {
  readonly actor: UserActor;
  readonly login: string;
  readonly token: string;
}

/** The whole API on a database of its own. */
export class TestApi {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: TestDatabase,
    private readonly dispose: () => void,
  ) {}

  static async start(options: ApiOptions = {}, env: NodeJS.ProcessEnv = {}): Promise<TestApi> {
    const database = await createTestDatabase();
    const config = testConfig(database, env);
    return new TestApi(await createApi(config, options), database, () => config.dispose());
  }

  /** A client that sends this bearer token, if any, and reads English. */
  as(token?: string) {
    const agent = supertest.agent(this.app.getHttpServer()).set('accept-language', 'en');
    return token === undefined ? agent : agent.set('authorization', `Bearer ${token}`);
  }

  /** A user whose roles are all in effect, signed in. */
  async user(roles: readonly Role[], over: Partial<Omit<NewUser, 'password'>> = {}): Promise<TestUser> {
    const login = `user-${randomUUID()
      .replace(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit)))
      .slice(0, 13)}`;
    const wanted = { login, displayName: login, password: TEST_PASSWORD, roles, ...over };
    await this.app.get(UsersService).createConfirmed(wanted);
    const { token, actor } = await this.app
      .get(SessionsService)
      .signIn({ login: wanted.login, password: wanted.password, address: 'test' });
    return { actor, login: wanted.login, token };
  }

  /** The key of a machine client. */
  async machine(...scopes: Scope[]): Promise<string> {
    const issued = await this.app.get(ApiKeysService).issue(systemActor('setup'), { name: 'test', scopes });
    return issued.key;
  }

  async stop(): Promise<void> {
    await this.app.close();
    this.dispose();
    await this.database.drop();
  }
}
