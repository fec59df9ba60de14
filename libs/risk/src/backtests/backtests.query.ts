import { Injectable } from '@nestjs/common';
import { DomainError, decodeInstantCursor, encodeCursor, type Actor, type Page } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import type { BacktestResult, SetChanges } from '../engine';
import { Backtest, type BacktestState } from './backtest.entity';

export interface BacktestFilter {
  readonly state?: BacktestState | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** A backtest with its result but for what changes between sets: null until it is finished. */
export interface BacktestView extends Backtest {
  readonly outcome: Omit<BacktestResult, 'changes'> | null;
}

/** Reads backtests. */
@Injectable()
export class BacktestsQuery {
  constructor(private readonly database: Database) {}

  /** The latest first. @throws DomainError INVALID_REQUEST on `cursor`. */
  async list(actor: Actor, { state, cursor, limit }: BacktestFilter): Promise<Page<Backtest>> {
    const before = cursor === undefined ? null : decodeInstantCursor(cursor);
    if (cursor !== undefined && before === null) {
      throw new DomainError('INVALID_REQUEST', {
        field: 'cursor',
        detail: {
          zh: '游标无效，请从第一页重新开始。',
          en: 'This cursor is not one of ours: start from the first page.',
        },
      });
    }
    return this.database.asActor(actor, async (tx) => {
      const query = tx
        .createQueryBuilder(Backtest, 'b')
        .orderBy('b.createdAt', 'DESC')
        .addOrderBy('b.id', 'DESC');
      if (state !== undefined) query.andWhere('b.state = :state', { state });
      if (before !== null) query.andWhere('(b.createdAt, b.id) < (:at, :id)', { ...before });
      const found = await query.take(limit + 1).getMany();
      const items = found.slice(0, limit);
      const last = items.at(-1);
      const next =
        last && found.length > limit ? encodeCursor([last.createdAt.toISOString(), last.id]) : null;
      return { items, next };
    });
  }

  /** @throws DomainError NOT_FOUND */
  async get(actor: Actor, id: string): Promise<BacktestView> {
    const backtest = await this.find(actor, id);
    const { changes: _changes, ...outcome } = backtest.result ?? { changes: null };
    return Object.assign(backtest, {
      outcome: backtest.result && (outcome as Omit<BacktestResult, 'changes'>),
    });
  }

  /**
   * What changes from one set to another, by their numbers from 0.
   * @throws DomainError NOT_FOUND where it is not finished, or has no such set.
   */
  async changes(actor: Actor, id: string, from: number, to: number): Promise<SetChanges> {
    const { result } = await this.find(actor, id);
    const [one, other] = [Math.min(from, to), Math.max(from, to)];
    const found = result?.changes.find((changes) => changes.from === one && changes.to === other);
    if (!found) throw new DomainError('NOT_FOUND');
    return from === one ? found : turnedRound(found);
  }

  private async find(actor: Actor, id: string): Promise<Backtest> {
    return this.database.asActor(actor, async (tx) => {
      const found = await tx
        .createQueryBuilder(Backtest, 'b')
        .addSelect('b.result')
        .where('b.id = :id', { id })
        .getOne();
      if (!found) throw new DomainError('NOT_FOUND');
      return found;
    });
  }
}

/** The same seen from the other set. */
const turnedRound = ({ from, to, gone, new: fresh, same, changed, rules }: SetChanges): SetChanges => ({
  from: to,
  to: from,
  gone: fresh,
  new: gone,
  same,
  changed,
  rules: rules.map((one) => ({ ...one, gone: one.new, new: one.gone })),
});
