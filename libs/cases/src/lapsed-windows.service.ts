import { Injectable } from '@nestjs/common';
import { isDomainError } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { CaseRepository } from './case.repository';
import { CLOCK_ACTOR } from './case.service';
import { CaseTransitions } from './case-transitions.service';
import { APPEAL_ROUNDS, ENDING } from './domain';

const PAGE = 100;
/** An appeal that came in at the last moment may still wait for its case: it is in time, and goes first. */
const GRACE_MS = 600_000;

/** Terminations whose window for an appeal has passed are carried out. */
@Injectable()
export class LapsedWindows {
  constructor(
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly transitions: CaseTransitions,
  ) {}

  /** The sweep. One that an authority holds is looked at again the next time. @returns how many lapsed. */
  async lapseDue(now: Date): Promise<number> {
    const ends: PromiseSettledResult<boolean>[] = [];
    for (let after = NO_ID; ;) {
      const page = await this.due(now, after);
      for (const id of page) ends.push(...(await Promise.allSettled([this.lapse(id, now)])));
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) break;
      after = last;
    }
    // One that cannot be carried out keeps none of the others waiting, and is not kept quiet either.
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
    return ends.filter((end) => end.status === 'fulfilled' && end.value).length;
  }

  private async due(now: Date, after: string): Promise<readonly string[]> {
    const rows = await this.database.asActor(CLOCK_ACTOR, (tx) =>
      tx.query<{ id: string }[]>(
        `SELECT id FROM freeze_case
         WHERE state = 'upheld' AND outcome = ANY($1) AND (appeal_until <= $2 OR appeal_rounds >= $3) AND id > $4
         ORDER BY id LIMIT $5`,
        [ENDING, new Date(now.getTime() - GRACE_MS), APPEAL_ROUNDS, after, PAGE],
      ),
    );
    return rows.map(({ id }) => id);
  }

  private async lapse(id: string, now: Date): Promise<boolean> {
    try {
      await this.database.asActor(CLOCK_ACTOR, async (tx) => {
        const freezeCase = await this.cases.lock(tx, { id }, CLOCK_ACTOR);
        await this.transitions.take(tx, freezeCase, CLOCK_ACTOR, 'lapse', {}, { now });
      });
      return true;
    } catch (error) {
      if (isDomainError(error, 'ACTION_NOT_ALLOWED', 'GUARD_REFUSED')) return false;
      throw error;
    }
  }
}

const NO_ID = '00000000-0000-0000-0000-000000000000';
