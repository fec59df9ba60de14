import { Injectable } from '@nestjs/common';
import { DomainError, type Actor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { CaseTransitions } from '../case-transitions.service';
import type { ActionName } from '../domain';
import type { FreezeCase } from '../entities';
import type { FactsOnce } from '../facts/facts.query';
import { PayloadLookUps } from '../payload-look-ups';
import type { PeopleOnce } from '../sharing/known';
import type { ForeseenRoom } from '../sharing/queue-room';

/** What is known of a case and of the desk beforehand; `room` counts what would be given away from case to case. */
export interface Beforehand {
  readonly facts: FactsOnce;
  readonly room: ForeseenRoom;
  readonly people: PeopleOnce;
}

/** Says what would become of an action as things stand, by the code that takes it, with nothing done. */
@Injectable()
export class Foresight {
  constructor(
    private readonly lookUps: PayloadLookUps,
    private readonly transitions: CaseTransitions,
  ) {}

  /**
   * @param tx one that only reads.
   * @param payload with card numbers masked.
   * @returns why it would be refused; null: it would be taken.
   */
  async of(
    tx: Tx,
    actor: Actor,
    freezeCase: FreezeCase,
    action: ActionName,
    payload: unknown,
    known: Beforehand,
  ): Promise<DomainError | null> {
    try {
      const found = await this.lookUps.found(tx, freezeCase, actor, action, payload, known);
      const { changes } = await this.transitions.decide(tx, freezeCase, actor, action, found, known.facts);
      const { ownerId, queue } = freezeCase;
      await known.room.moved(tx, freezeCase, { ownerId, queue, ...changes });
      return null;
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }
}
