import { Inject, Injectable } from '@nestjs/common';
import { QueueMember, QueuesQuery, type MemberView } from '@thaw/desk';
import { DomainError, type Clock } from '@thaw/kernel';
import { CLOCK, type Tx } from '@thaw/platform';
import { inTurn, refuse, sideRefusal, whyNotGiven, type MemberFact } from '../domain';
import type { FreezeCase } from '../entities';
import { InvolvementFactsQuery } from '../facts/involvement-facts.query';

/** Who of a queue's members is given a case: when somebody assigns it, and in turn. */
@Injectable()
export class WorkSharing {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly queues: QueuesQuery,
    private readonly involvement: InvolvementFactsQuery,
  ) {}

  /**
   * To whom a case goes that somebody means to give to a member: whoever stands in for one who is away. Members are
   * locked, so that two cases at once cannot both be the last that somebody may have.
   * @throws DomainError GUARD_REFUSED · SEPARATION_OF_DUTIES
   */
  async receiver(tx: Tx, freezeCase: FreezeCase, userId: string, overCap: boolean): Promise<string> {
    const away = await this.queues.awayNow(tx, userId, this.clock.now());
    const receiver = away?.standIn ?? userId;
    await this.needOneSide(tx, freezeCase.id, receiver);
    if (freezeCase.queue === null) {
      // In nobody's queue yet: whoever is there may have it.
      if (away && !away.standIn) throw refuse(whyNotGiven(AWAY, [], true) ?? neverOpen());
      return receiver;
    }
    if (freezeCase.ownerId === receiver) return receiver;
    const { member, wanted } = await this.memberOf(tx, freezeCase.queue, receiver);
    const refused = whyNotGiven(member, wanted, overCap);
    if (refused) throw refuse(refused);
    await this.given(tx, freezeCase.queue, receiver);
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
  async nextInTurn(tx: Tx, { id, queue: code }: FreezeCase): Promise<string | null> {
    if (code === null) return null;
    const queue = await this.queues.queue(tx, code);
    if (!queue.roundRobin) return null;
    await lockMembers(tx, code);
    const members = await this.queues.members(tx, code, this.clock.now());
    for (const { userId, ...member } of inTurn(members.map(memberFact))) {
      if (whyNotGiven({ userId, ...member }, queue.skills, false)) continue;
      if (sideRefusal('desk', await this.involvement.sidesOfUser(tx, id, userId))) continue;
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

  /** An owner does the desk's next step: whoever acted on the case on another side could not. */
  private async needOneSide(tx: Tx, caseId: string, userId: string): Promise<void> {
    const refused = sideRefusal('desk', await this.involvement.sidesOfUser(tx, caseId, userId));
    if (refused === null) return;
    throw new DomainError(refused.code, {
      rule: 'assign.one_side',
      field: 'userId',
      detail: {
        zh: '该同事曾以另一身份处理过本案件，不能经办：请选择另一人。',
        en: 'They acted on this case on another side and could do nothing on it: choose another person.',
      },
    });
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
