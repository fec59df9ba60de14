import { Injectable } from '@nestjs/common';
import { DomainError, type Actor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { CaseTransitions } from '../case-transitions.service';
import type { ActionName } from '../domain';
import type { FreezeCase } from '../entities';
import { PayloadLookUps } from '../payload-look-ups';
import type { ForeseenRoom } from '../sharing/queue-room';

/** Nothing went wrong, and nothing is to be done. */
class Foreseen extends Error {}

/** Says what would become of an action as things stand, by the code that takes it, with nothing done. */
@Injectable()
export class Foresight {
  constructor(
    private readonly lookUps: PayloadLookUps,
    private readonly transitions: CaseTransitions,
  ) {}

  /**
   * @param payload with card numbers masked.
   * @param room counts what would be given away from case to case, where several are looked at.
   * @returns why it would be refused; null: it would be taken.
   */
  async of(
    tx: Tx,
    actor: Actor,
    freezeCase: FreezeCase,
    action: ActionName,
    payload: unknown,
    room: ForeseenRoom,
  ): Promise<DomainError | null> {
    try {
      // Within a transaction, a savepoint: who is looked up is locked and counted, and is let go again.
      return await tx.transaction(async (within) => {
        const facts = this.transitions.look(within, freezeCase, actor);
        const found = await this.lookUps.found(within, freezeCase, actor, action, payload, { facts, room });
        const { changes } = await this.transitions.decide(within, freezeCase, actor, action, found, facts);
        const { ownerId, queue } = freezeCase;
        await room.moved(within, freezeCase, { ownerId, queue, ...changes });
        throw new Foreseen();
      });
    } catch (error) {
      if (error instanceof Foreseen) return null;
      if (error instanceof DomainError) return error;
      throw error;
    }
  }
}
