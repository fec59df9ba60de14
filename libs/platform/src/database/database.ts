import 'reflect-metadata';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DomainError, actorRef, isMerchantUser, type Actor } from '@thaw/kernel';
import { DataSource, getMetadataArgsStorage, type EntityManager } from 'typeorm';
import { CONFIG, type Config } from '../config/config';

/** The hand-hold of one transaction; passed on explicitly, never kept. */
export type Tx = EntityManager;

/** The role that serves: it may do only what the migrations granted. */
const SERVING_ROLE = 'thaw_serving';

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
      extra: { max: config.databasePoolSize, options: `-c role=${SERVING_ROLE}`, application_name: 'thaw' },
    });
  }

  /**
   * Runs `work` in one transaction on behalf of `actor`; commits when it resolves, rolls back when it throws.
   * @throws DomainError DEPENDENCY_UNAVAILABLE when the database cannot be reached.
   */
  async asActor<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    const source = await this.connected();
    const runner = source.createQueryRunner();
    try {
      await runner.connect().catch(unavailable);
      await runner.startTransaction().catch(unavailable);
      await runner.query(`SELECT set_config('thaw.actor', $1, true), set_config('thaw.merchant', $2, true)`, [
        actorRef(actor),
        isMerchantUser(actor) ? actor.merchantId : '',
      ]);
      const result = await work(runner.manager);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw isConnectionLoss(error) ? unavailableError() : error;
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

function isConnectionLoss(error: unknown): boolean {
  const { code } = driverError(error);
  return code !== undefined && (/^(08|57P0)/.test(code) || code === 'ECONNREFUSED' || code === 'ECONNRESET');
}

/** TypeORM wraps what the driver says. */
function driverError(error: unknown): { readonly code?: string; readonly constraint?: string } {
  if (typeof error !== 'object' || error === null) return {};
  const wrapped: unknown = (error as { driverError?: unknown }).driverError;
  return typeof wrapped === 'object' && wrapped !== null ? wrapped : error;
}

const unavailableError = (): DomainError =>
  new DomainError('DEPENDENCY_UNAVAILABLE', {
    detail: { zh: '无法连接数据库，请稍后重试。', en: 'The database cannot be reached. Try again shortly.' },
  });

function unavailable(error: unknown): never {
  if (error instanceof Error && /password|role|database .* does not exist/.test(error.message)) throw error;
  throw unavailableError();
}
