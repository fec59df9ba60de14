import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, Database } from '@thaw/platform';
import { needDeskPerson } from './members.service';
import { Away } from './queue.entity';
import { invalid, needVersion, recordChange, takeTurn } from './record-change';
import { words } from './words';

export interface AwayTerms {
  readonly userId: string;
  readonly fromAt: Date;
  readonly untilAt: Date;
  readonly reason: string;
  readonly standIn: string | null;
}

/** Who is away, and who stands in. Cases that somebody has stay theirs; only new work goes elsewhere. */
@Injectable()
export class AbsencesService {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  /**
   * @param id of one that is changed, with its version as it was shown; null for a new one. To end one early, its end is
   *   set to now.
   * @throws DomainError NOT_FOUND · INVALID_REQUEST · QUEUE_CHANGED
   */
  async put(actor: Actor, id: string | null, terms: AwayTerms, version: number): Promise<Away> {
    if (terms.untilAt <= terms.fromAt)
      throw invalid('untilAt', '结束须晚于开始。', 'It ends after it begins.');
    if (terms.standIn === terms.userId)
      throw invalid('standIn', '代班人须为另一人。', 'Another person stands in.');
    const reason = words('reason', terms.reason);
    return this.database.asActor(actor, async (tx) => {
      await takeTurn(tx);
      const stands = id === null ? null : await tx.findOneBy(Away, { id });
      if (id !== null && !stands) throw new DomainError('NOT_FOUND');
      if (stands && stands.userId !== terms.userId)
        throw invalid('userId', '缺勤属于同一人，请另行登记。', 'It stays the same person’s: enter another.');
      needVersion(stands?.version ?? 0, version);
      await needDeskPerson(tx, 'userId', terms.userId);
      if (terms.standIn !== null) await needDeskPerson(tx, 'standIn', terms.standIn);
      const away: Away = { ...terms, reason, id: id ?? randomUUID(), version: version + 1 };
      if (stands) await tx.update(Away, { id: away.id }, away);
      else await tx.insert(Away, away);
      const { reason: _reason, ...nowIs } = away;
      await recordChange(tx, {
        actor,
        at: this.clock.now(),
        subject: 'away',
        subjectId: away.id,
        kind: stands ? 'changed' : 'made',
        nowIs,
      });
      return away;
    });
  }
}
