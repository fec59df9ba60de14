import { Inject, Injectable } from '@nestjs/common';
import { QueueMember, QueuesQuery, type MemberView } from '@thaw/desk';
import type { Clock } from '@thaw/kernel';
import { CLOCK, type Tx } from '@thaw/platform';
import { inTurn, refuse, whyNotGiven, type MemberFact } from '../domain';
import type { FreezeCase } from '../entities';
import { WhoMayWork } from './who-may-work';

/** Who of a queue's members is given a case: when somebody assigns it, and in turn. */
@Injectable()
export class WorkSharing {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly queues: QueuesQuery,
    private readonly mayWork: WhoMayWork,
  ) {}

  /**
   * To whom a case goes that somebody means to give to a member: whoever stands in for one who is away. Members are
   * locked, so that two cases at once cannot both be the last that somebody may have.
   * @param queue in which the case is then; null: in nobody's yet.
   * @throws DomainError GUARD_REFUSED · SEPARATION_OF_DUTIES
   */
  async receiver(
    tx: Tx,
    freezeCase: FreezeCase,
    queue: string | null,
    userId: string,
    overCap: boolean,
  ): Promise<string> {
    const away = await this.queues.awayNow(tx, userId, this.clock.now());
    const receiver = away?.standIn ?? userId;
    const refused = await (await this.mayWork.of(tx, freezeCase))(receiver);
    if (refused) throw refuse(refused);
    if (queue === null) {
      // In nobody's queue yet: whoever is there may have it.
      if (away && !away.standIn) throw refuse(whyNotGiven(AWAY, [], true) ?? neverOpen());
      return receiver;
    }
    if (freezeCase.ownerId === receiver && freezeCase.queue === queue) return receiver;
    const { member, wanted } = await this.memberOf(tx, queue, receiver);
    const full = whyNotGiven(member, wanted, overCap);
    if (full) throw refuse(full);
    await this.given(tx, queue, receiver);
    return receiver;
  }

  /** Locks the member, and refuses where they may have no more. @throws DomainError GUARD_REFUSED */
  async needRoom(tx: Tx, queue: string, userId: string): Promise<void> {
    await this.queues.queue(tx, queue);
    const { member } = await this.memberOf(tx, queue, userId);
    // Whoever asks for work is there, and knows what they can do.
    const refused = whyNotGiven(member && { ...member, isAway: false }, [], false);
    if (refused) throw refuse(refused);
  }

  async given(tx: Tx, queue: string, userId: string): Promise<void> {
    await tx.update(QueueMember, { queue, userId }, { lastAssignedAt: this.clock.now() });
  }

  /** Whose turn it is in a queue that takes turns; null: nobody's, and the case waits to be taken. */
  async nextInTurn(tx: Tx, freezeCase: FreezeCase): Promise<string | null> {
    if (freezeCase.queue === null) return null;
    const { roundRobin } = await this.queues.queue(tx, freezeCase.queue);
    return roundRobin ? this.leastLaden(tx, freezeCase, freezeCase.queue) : null;
  }

  /** Of those who are there, have room and may work on it, whoever has the smallest share of their cap; not its owner. */
  async leastLaden(tx: Tx, freezeCase: FreezeCase, code: string): Promise<string | null> {
    const queue = await this.queues.queue(tx, code);
    await lockMembers(tx, code);
    const members = await this.queues.members(tx, code, this.clock.now());
    const whyNot = await this.mayWork.of(tx, freezeCase);
    for (const member of inTurn(members.map(memberFact))) {
      const { userId } = member;
      if (userId === freezeCase.ownerId || whyNotGiven(member, queue.skills, false)) continue;
      if (await whyNot(userId)) continue;
      await this.given(tx, code, userId);
      return userId;
    }
    return null;
  }

  private async memberOf(
    tx: Tx,
    code: string,
    userId: string,
  ): Promise<{ readonly member: MemberFact | null; readonly wanted: readonly string[] }> {
    const queue = await this.queues.queue(tx, code);
    await lockMembers(tx, code, userId);
    const members = await this.queues.members(tx, code, this.clock.now());
    const found = members.find((one) => one.userId === userId);
    return { member: found ? memberFact(found) : null, wanted: queue.skills };
  }
}

const AWAY: MemberFact = { userId: '', cap: 1, open: 0, skills: [], isAway: true, lastAssignedAt: null };

const neverOpen = (): never => {
  throw new Error('whoever is away gets nothing');
};

const memberFact = ({ away, ...member }: MemberView): MemberFact => ({ ...member, isAway: away !== null });

/** In one order, so that nobody waits for whoever waits for them. */
const lockMembers = (tx: Tx, queue: string, userId: string | null = null): Promise<unknown> =>
  tx.query(
    `SELECT 1 FROM queue_member WHERE queue = $1 AND ($2::uuid IS NULL OR user_id = $2) ORDER BY user_id FOR UPDATE`,
    [queue, userId],
  );
