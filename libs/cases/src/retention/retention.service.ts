import { Inject, Injectable } from '@nestjs/common';
import { recordNote } from '@thaw/audit';
import { systemActor } from '@thaw/kernel';
import { CONFIG, Database, type Config } from '@thaw/platform';
import { UnsentUploads } from '../uploads/unsent-uploads.service';
import { RetentionQuery } from './retention.query';
import { RETENTION_CLASSES, closedBefore, yearsOf, type RetentionClass } from './schedule';

const ACTOR = systemActor('worker');
const AT_ONCE = 50;

export interface Erased {
  readonly cases: number;
  readonly files: number;
}

/** Erases what cases hold once its time is over: a case a transaction, each with its note in the audit. */
@Injectable()
export class Retention {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'retention'>,
    private readonly database: Database,
    private readonly query: RetentionQuery,
    private readonly uploads: UnsentUploads,
  ) {}

  /** A sweep, and `thaw retention run`. What holds a case is asked again where it is erased, by the database. */
  async run(now: Date): Promise<Readonly<Record<RetentionClass, Erased>>> {
    const erased = { case_records: { cases: 0, files: 0 }, slips: { cases: 0, files: 0 } };
    for (const of of RETENTION_CLASSES) {
      for (;;) {
        const due = await this.database.asActor(ACTOR, (tx) => this.query.due(tx, of, now, AT_ONCE));
        for (const { id } of due) {
          const files = await this.erase(id, of, now);
          erased[of] = { cases: erased[of].cases + 1, files: erased[of].files + files };
        }
        if (due.length < AT_ONCE) break;
      }
    }
    return erased;
  }

  private async erase(caseId: string, of: RetentionClass, now: Date): Promise<number> {
    const years = yearsOf(this.config)[of];
    const keys = await this.database.asActor(ACTOR, async (tx) => {
      const [row] = await tx.query<{ keys: string[] }[]>('SELECT erase_case($1, $2, $3) AS keys', [
        caseId,
        of,
        closedBefore(now, years),
      ]);
      const gone = row?.keys ?? [];
      await recordNote(
        tx,
        'retention',
        { subject: 'freeze_case', key: caseId, caseId },
        { class: of, years, files: gone.length },
      );
      return gone;
    });
    // Once that is committed: a crash before leaves files that nobody names, which the sweep of those finds.
    await this.uploads.removeUnnamed(keys);
    return keys.length;
  }
}
