import { Injectable } from '@nestjs/common';
import { isDomainError, systemActor, type Actor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { CaseTransitions } from './case-transitions.service';
import type { FreezeCase } from './entities';
import { EventLog } from './event-log';
import { unseenBy, versionFor } from './views/changes.view';

/**
 * A submission received before the due instant wins over the sweep, also where the sweep had the case first: the
 * submission may have waited for a connection or for the case while its time ran out. No grace could be long enough
 * for that, so the overdue mark is taken back instead, as an event of its own.
 */
@Injectable()
export class SubmissionsInTime {
  constructor(
    private readonly events: EventLog,
    private readonly transitions: CaseTransitions,
  ) {}

  /**
   * Takes the overdue mark back where it is the first thing that its sender could not see; the lifecycle says whether
   * it still can be. The caller takes the submission next, in the same transaction: refused, it takes this with it.
   * @returns whether the request stands open again.
   */
  async undoOverdue(
    tx: Tx,
    freezeCase: FreezeCase,
    sender: Actor,
    version: number,
    receivedAt: Date,
  ): Promise<boolean> {
    if (version >= versionFor(freezeCase, sender)) return false;
    const events = await this.events.ofCase(tx, freezeCase.id);
    if (unseenBy(sender, freezeCase, events, version)[0]?.type !== 'evidence_overdue') return false;
    try {
      await this.transitions.take(tx, freezeCase, systemActor('clock'), 'undo_overdue', {}, { receivedAt });
      return true;
    } catch (error) {
      if (isDomainError(error, 'ACTION_NOT_ALLOWED', 'GUARD_REFUSED')) return false;
      throw error;
    }
  }
}
