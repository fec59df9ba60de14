import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type Actor, type Clock, type Page } from '@thaw/kernel';
import { CLOCK, Database, requestJob } from '@thaw/platform';
import { newestPage, type NewestRequest } from '../newest-page';
import { Dispatch, type Channel, type DispatchFailure } from './dispatch.entity';
import { CLAIM_MS } from './dispatch-claims';

/** What is on its way to whom, without its words and without the address. `nextAt`: null where it is not tried again. */
export interface DispatchView {
  readonly id: string;
  readonly channel: Channel;
  /** Null for a group. */
  readonly userId: string | null;
  readonly isDigest: boolean;
  readonly state: 'waiting' | 'sent' | 'dead' | 'dropped';
  readonly attempts: number;
  readonly nextAt: Date | null;
  readonly lastError: DispatchFailure | null;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
}

export type DispatchesRequest = NewestRequest<DispatchView['state']>;

/** What goes out beside the inbox, for whoever keeps the channels. */
@Injectable()
export class Dispatches {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Newest first; those that are dead are the dead letters. @throws DomainError INVALID_REQUEST */
  async list(actor: Actor, asked: DispatchesRequest): Promise<Page<DispatchView>> {
    return this.database.asActor(actor, (tx) =>
      newestPage(tx.createQueryBuilder(Dispatch, 'd'), asked, view),
    );
  }

  /** Sends a dead letter again, under its own id and with fresh tries. @throws DomainError NOT_FOUND, GUARD_REFUSED */
  async replay(actor: Actor, id: string): Promise<DispatchView> {
    const now = this.clock.now();
    return this.database.asActor(actor, async (tx) => {
      const found = await tx.findOne(Dispatch, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!found) throw new DomainError('NOT_FOUND');
      if (found.state !== 'dead') throw notDead();
      Object.assign(found, {
        state: 'waiting',
        attempts: 0,
        nextAt: now,
        claimedUntil: new Date(now.getTime() + CLAIM_MS),
      });
      await tx.save(Dispatch, found);
      await requestJob(tx, 'dispatch.send', { dispatchId: id });
      return view(found);
    });
  }
}

const notDead = (): DomainError =>
  new DomainError('GUARD_REFUSED', {
    detail: {
      zh: '只有未能送出的消息可以重发：已送出的不再发送，等待中的会自动重试。',
      en: 'Only what was given up can be sent again: what was sent is not, and what waits is tried by itself.',
    },
  });

function view(row: Dispatch): DispatchView {
  const { id, channel, userId, digestFor, state, attempts, lastError, createdAt, sentAt } = row;
  const nextAt = state === 'waiting' ? row.nextAt : null;
  return {
    id,
    channel,
    userId,
    isDigest: digestFor !== null,
    state,
    attempts,
    nextAt,
    lastError,
    createdAt,
    sentAt,
  };
}
