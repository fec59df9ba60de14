import { userView, type UserView } from '@thaw/identity';
import type { Tx } from '@thaw/platform';
import type { FactsOnce } from '../facts/facts.query';
import type { QueueRoom } from './queue-room';

/** What is known already where a case is given out: its facts, the room there will be by then, and who people are. */
export interface Known {
  readonly facts?: FactsOnce;
  readonly room?: QueueRoom;
  readonly people?: PeopleOnce;
}

/** People as they are at one moment, each read once. */
export class PeopleOnce {
  private readonly known = new Map<string, Promise<UserView>>();

  /** @throws DomainError NOT_FOUND */
  of(tx: Tx, userId: string): Promise<UserView> {
    const person = this.known.get(userId) ?? userView(tx, userId);
    this.known.set(userId, person);
    return person;
  }
}
