import { Inject, Injectable } from '@nestjs/common';
import { QueueMember, QueuesQuery, type Away, type Queue } from '@thaw/desk';
import type { Clock } from '@thaw/kernel';
import { CLOCK, type Tx } from '@thaw/platform';
import type { MemberFact } from '../domain';
import type { FreezeCase } from '../entities';
import { QueueLoadQuery } from './queue-load.query';

/** A queue with how its members are laden. */
export interface LadenQueue {
  readonly queue: Queue;
  readonly members: readonly MemberFact[];
}

/** Whose a case is, and where it waits. */
export type Place = Pick<FreezeCase, 'ownerId' | 'queue'>;

/** How much room the members of queues have while cases are given to them. */
export interface QueueRoom {
  /** @param userId of the one who is looked at; null: all are. @throws DomainError NOT_FOUND */
  of(tx: Tx, code: string, userId: string | null): Promise<LadenQueue>;
  given(tx: Tx, code: string, userId: string): Promise<void>;
  awayNow(tx: Tx, userId: string): Promise<Away | null>;
}

/** As it is: who is looked at is locked, so that two cases at once cannot both be the last that somebody may have. */
@Injectable()
export class PresentRoom implements QueueRoom {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly queues: QueuesQuery,
    private readonly load: QueueLoadQuery,
  ) {}

  async of(tx: Tx, code: string, userId: string | null): Promise<LadenQueue> {
    const queue = await this.queues.queue(tx, code);
    await lockMembers(tx, code, userId);
    return { queue, members: await this.load.facts(tx, code, this.clock.now()) };
  }

  async given(tx: Tx, code: string, userId: string): Promise<void> {
    await tx.update(QueueMember, { queue: code, userId }, { lastAssignedAt: this.clock.now() });
  }

  async awayNow(tx: Tx, userId: string): Promise<Away | null> {
    return this.queues.awayNow(tx, userId, this.clock.now());
  }

  /** The same as it would become: see {@link ForeseenRoom}. */
  foreseen(): ForeseenRoom {
    return new ForeseenRoom(this.clock, this.queues, this.load);
  }

  /** Before several may be given cases of a queue one after the other, whatever the order. */
  async lockAll(tx: Tx, code: string): Promise<void> {
    await lockMembers(tx, code, null);
  }
}

/**
 * As it would become while one case after the other is given away: each queue is read once and counted on. Locks nobody and
 * writes nothing.
 */
export class ForeseenRoom implements QueueRoom {
  private readonly known = new Map<string, LadenQueue>();
  private readonly away = new Map<string, Promise<Away | null>>();

  constructor(
    private readonly clock: Clock,
    private readonly queues: QueuesQuery,
    private readonly load: QueueLoadQuery,
  ) {}

  async of(tx: Tx, code: string): Promise<LadenQueue> {
    const known = this.known.get(code) ?? {
      queue: await this.queues.queue(tx, code),
      members: await this.load.facts(tx, code, this.clock.now()),
    };
    this.known.set(code, known);
    return known;
  }

  awayNow(tx: Tx, userId: string): Promise<Away | null> {
    const away = this.away.get(userId) ?? this.queues.awayNow(tx, userId, this.clock.now());
    this.away.set(userId, away);
    return away;
  }

  /** What is looked up may yet be refused: only {@link moved} counts. */
  async given(): Promise<void> {
    // Nothing is kept of it.
  }

  /** A case would be somebody else’s, or elsewhere, from now on. */
  async moved(tx: Tx, from: Place, to: Place): Promise<void> {
    await this.count(tx, from, -1);
    await this.count(tx, to, 1);
  }

  private async count(tx: Tx, { ownerId, queue: code }: Place, by: number): Promise<void> {
    if (ownerId === null || code === null) return;
    const { queue, members } = await this.of(tx, code);
    const now = this.clock.now();
    const counted = members.map((member) =>
      member.userId === ownerId
        ? { ...member, open: member.open + by, ...(by > 0 && { lastAssignedAt: now }) }
        : member,
    );
    this.known.set(code, { queue, members: counted });
  }
}

/** In one order, so that nobody waits for whoever waits for them. */
const lockMembers = (tx: Tx, queue: string, userId: string | null): Promise<unknown> =>
  tx.query(
    `SELECT 1 FROM queue_member WHERE queue = $1 AND ($2::uuid IS NULL OR user_id = $2) ORDER BY user_id FOR UPDATE`,
    [queue, userId],
  );
