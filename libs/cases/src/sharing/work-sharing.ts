import { Injectable } from '@nestjs/common';
import { QueuesQuery } from '@thaw/desk';
import type { Tx } from '@thaw/platform';
import { inTurn, refuse, whyNotGiven, whyNotTaken, type MemberFact } from '../domain';
import type { FreezeCase } from '../entities';
import type { Known } from './known';
import { PresentRoom, type QueueRoom } from './queue-room';
import { WhoMayWork, saidToOneself } from './who-may-work';

/** Who of a queue's members is given a case: when somebody assigns it, when they take it, and in turn. */
@Injectable()
export class WorkSharing {
  constructor(
    private readonly queues: QueuesQuery,
    private readonly mayWork: WhoMayWork,
    private readonly present: PresentRoom,
  ) {}

  /**
   * To whom a case goes that somebody means to give to a member: whoever stands in for one who is away.
   * @param queue in which the case is then; null: in nobody's yet.
   * @throws DomainError GUARD_REFUSED · SEPARATION_OF_DUTIES
   */
  async receiver(
    tx: Tx,
    freezeCase: FreezeCase,
    queue: string | null,
    userId: string,
    overCap: boolean,
    known: Known = {},
  ): Promise<string> {
    const { room = this.present } = known;
    const away = await room.awayNow(tx, userId);
    const receiver = away?.standIn ?? userId;
    const refused = await (await this.mayWork.of(tx, freezeCase, known))(receiver);
    if (refused) throw refuse(refused);
    if (queue === null) {
      // In nobody's queue yet: whoever is there may have it.
      if (away && !away.standIn) throw refuse(whyNotGiven(AWAY, [], true) ?? neverOpen());
      return receiver;
    }
    if (freezeCase.ownerId === receiver && freezeCase.queue === queue) return receiver;
    const { member, wanted } = await memberOf(tx, room, queue, receiver);
    const full = whyNotGiven(member, wanted, overCap);
    if (full) throw refuse(full);
    await room.given(tx, queue, receiver);
    return receiver;
  }

  /**
   * The same for whoever takes a case that is nobody's: only work that could be given to them is theirs to take.
   * @throws DomainError GUARD_REFUSED · SEPARATION_OF_DUTIES
   */
  async taker(tx: Tx, freezeCase: FreezeCase, userId: string, known: Known = {}): Promise<void> {
    // Whose it is already takes nothing; what another works on the action itself refuses.
    if (freezeCase.ownerId !== null) return;
    const { room = this.present } = known;
    const refused = await (await this.mayWork.of(tx, freezeCase, known))(userId);
    if (refused) throw refuse(saidToOneself(refused));
    const { queue } = freezeCase;
    if (queue === null) {
      const isAway = (await room.awayNow(tx, userId)) !== null;
      if (isAway) throw refuse(whyNotTaken(AWAY, []) ?? neverOpen());
      return;
    }
    await needRoomFor(tx, room, queue, userId);
    await room.given(tx, queue, userId);
  }

  /** Locks the member, and refuses where they may take no more. @throws DomainError NOT_FOUND · GUARD_REFUSED */
  async needRoom(tx: Tx, queue: string, userId: string): Promise<void> {
    await needRoomFor(tx, this.present, queue, userId);
  }

  async given(tx: Tx, queue: string, userId: string): Promise<void> {
    await this.present.given(tx, queue, userId);
  }

  /** Before several actions of one commit give a case away: see {@link PresentRoom.lockAll}. */
  async lockMembers(tx: Tx, { queue }: FreezeCase): Promise<void> {
    if (queue !== null) await this.present.lockAll(tx, queue);
  }

  /** Whose turn it is in a queue that takes turns; null: nobody's, and the case waits to be taken. */
  async nextInTurn(tx: Tx, freezeCase: FreezeCase): Promise<string | null> {
    if (freezeCase.queue === null) return null;
    const { roundRobin } = await this.queues.queue(tx, freezeCase.queue);
    return roundRobin ? this.leastLaden(tx, freezeCase, freezeCase.queue) : null;
  }

  /** Of those who are there, have room and may work on it, whoever has the smallest share of their cap; not its owner. */
  async leastLaden(tx: Tx, freezeCase: FreezeCase, code: string, known: Known = {}): Promise<string | null> {
    const { room = this.present } = known;
    const { queue, members } = await room.of(tx, code, null);
    const whyNot = await this.mayWork.of(tx, freezeCase, known);
    for (const member of inTurn(members)) {
      const { userId } = member;
      if (userId === freezeCase.ownerId || whyNotGiven(member, queue.skills, false)) continue;
      if (await whyNot(userId)) continue;
      await room.given(tx, code, userId);
      return userId;
    }
    return null;
  }
}

async function memberOf(
  tx: Tx,
  room: QueueRoom,
  code: string,
  userId: string,
): Promise<{ readonly member: MemberFact | null; readonly wanted: readonly string[] }> {
  const { queue, members } = await room.of(tx, code, userId);
  return { member: members.find((one) => one.userId === userId) ?? null, wanted: queue.skills };
}

async function needRoomFor(tx: Tx, room: QueueRoom, queue: string, userId: string): Promise<void> {
  const { member, wanted } = await memberOf(tx, room, queue, userId);
  const refused = whyNotTaken(member, wanted);
  if (refused) throw refuse(refused);
}

const AWAY: MemberFact = { userId: '', cap: 1, open: 0, skills: [], isAway: true, lastAssignedAt: null };

const neverOpen = (): never => {
  throw new Error('whoever is away gets nothing');
};
