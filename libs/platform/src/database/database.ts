import 'reflect-metadata';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DomainError, type Actor } from '@thaw/kernel';
import type { Client } from 'pg';
import { DataSource, getMetadataArgsStorage, type EntityManager } from 'typeorm';
import { CONFIG, type Config } from '../config/config';
import { sightOf } from './sight';

/** The hand-hold of one transaction; passed on explicitly, never kept. */
export type Tx = EntityManager;

/** The role that serves: it may do only what the migrations granted. */
const SERVING_ROLE = 'thaw_serving';
/** Of every connection. Transactions need not say each time how they are isolated, whatever the server's own default is. */
const SETTINGS = `-c role=${SERVING_ROLE} -c default_transaction_isolation=read\\ committed`;

/** For a connection: until one of the pool is free, or the server has let a new one in. */
const PATIENCE_MS = 10_000;

const BIND = `SELECT set_config('thaw.actor', $1, true), set_config('thaw.merchant', $2, true),
  set_config('thaw.desk', $3, true), set_config('thaw.cases', $4, true), set_config('thaw.request', $5, true)`;

/**
 * The one way to the database. Every read and write happens inside {@link asActor}, which binds the transaction to
 * whoever acts, so that row policies and the audit can ask the database itself.
 */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly source: DataSource;
  private ready: Promise<DataSource> | null = null;

  constructor(@Inject(CONFIG) config: Pick<Config, 'databaseUrl' | 'databasePoolSize'>) {
    this.source = new DataSource({
      type: 'postgres',
      url: config.databaseUrl,
      // Every room declares its entities by decorator; whichever rooms a process loads are known here.
      entities: getMetadataArgsStorage().tables.map((table) => table.target as () => void),
      synchronize: false,
      extra: {
        max: config.databasePoolSize,
        options: SETTINGS,
        application_name: 'thaw',
        connectionTimeoutMillis: PATIENCE_MS,
        keepAlive: true,
      },
    });
  }

  /**
   * Runs `work` in one transaction on behalf of `actor`; commits when it resolves, rolls back when it throws.
   * With `snapshot`, all its statements see the database as it was at the first.
   * @throws DomainError DEPENDENCY_UNAVAILABLE when the database cannot be reached, or no connection is free in time.
   */
  async asActor<T>(
    actor: Actor,
    work: (tx: Tx) => Promise<T>,
    { snapshot = false }: { readonly snapshot?: boolean } = {},
  ): Promise<T> {
    const source = await this.connected();
    const runner = source.createQueryRunner();
    try {
      await runner.connect().catch(unavailable);
      await runner.startTransaction(snapshot ? 'REPEATABLE READ' : undefined).catch(unavailable);
      const { actor: who, merchant, desk, cases } = sightOf(actor);
      await runner.query(BIND, [who, merchant, desk, cases, actor.requestId ?? '']);
      const result = await work(runner.manager);
      await assertCanCommit(runner.manager);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      // Released by now means: by the driver, whose connection broke while nothing ran on it.
      const lost = runner.isReleased || isConnectionLoss(error);
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw lost && !(error instanceof DomainError) ? unavailableError() : error;
    } finally {
      await runner.release();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }

  private connected(): Promise<DataSource> {
    this.ready ??= this.source.initialize().catch((error: unknown) => {
      this.ready = null;
      return unavailable(error);
    });
    return this.ready;
  }
}

/** The driver's own connection of a transaction, for what TypeORM has no words for (COPY, cursors). */
export async function rawConnection<C>(tx: Tx): Promise<C> {
  if (!tx.queryRunner) throw new Error('a transaction of asActor is needed');
  return (await tx.queryRunner.connect()) as C;
}

/** Postgres' unique_violation on this constraint or index. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  const { code, constraint: name } = driverError(error);
  return code === '23505' && name === constraint;
}

/** Postgres' lock_not_available: a lock was not to be had within lock_timeout. */
export const isLockTimeout = (error: unknown): boolean => driverError(error).code === '55P03';

/** A COMMIT of a transaction in which a statement failed is carried out as ROLLBACK, and says so to nobody. */
async function assertCanCommit(tx: Tx): Promise<void> {
  const connection = await rawConnection<Pick<Client, 'getTransactionStatus' | 'query'>>(tx);
  // An empty statement is allowed even then; when it is answered, the state after the last one is known.
  await connection.query('');
  if (connection.getTransactionStatus() !== 'E') return;
  throw new Error('A statement had failed and the work went on: everything was rolled back.');
}

/** SQLSTATE 08 connection, 53 resources, 57P0 shutdown; or what the network says. */
const CONNECTION_LOSS =
  /^(08...|53...|57P0.|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

function isConnectionLoss(error: unknown): boolean {
  const { code } = driverError(error);
  return code !== undefined && CONNECTION_LOSS.test(code);
}

/** TypeORM wraps what the driver says. */
function driverError(error: unknown): {
  readonly code?: string;
  readonly constraint?: string;
  readonly message?: string;
} {
  if (typeof error !== 'object' || error === null) return {};
  const wrapped: unknown = (error as { driverError?: unknown }).driverError;
  return typeof wrapped === 'object' && wrapped !== null ? wrapped : error;
}

const unavailableError = (): DomainError =>
  new DomainError('DEPENDENCY_UNAVAILABLE', {
    detail: { zh: '无法连接数据库，请稍后重试。', en: 'The database cannot be reached. Try again shortly.' },
  });

/** As the driver's pool says it, which has no code for it. */
const NONE_FREE = 'timeout exceeded when trying to connect';

const busyError = (): DomainError =>
  new DomainError('DEPENDENCY_UNAVAILABLE', {
    detail: {
      zh: '数据库连接都在忙，请稍后重试。',
      en: 'All connections to the database are busy. Try again shortly.',
    },
  });

/** Wrong name or password, no such database or role, no right to it: waiting mends none of these. */
const MISCONFIGURED = /^(28...|3D000|42501|22023)$/;

function unavailable(error: unknown): never {
  const { code = '', message = '' } = driverError(error);
  if (code === '42501' && message.includes(SERVING_ROLE))
    throw new Error(
      `The login of DATABASE_URL may not serve. As the owner of the database: GRANT ${SERVING_ROLE} TO <login>.`,
      { cause: error },
    );
  if (MISCONFIGURED.test(code) || message.startsWith('SASL')) throw error;
  throw message === NONE_FREE ? busyError() : unavailableError();
}
