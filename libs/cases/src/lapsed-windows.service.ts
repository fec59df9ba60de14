import { Injectable } from '@nestjs/common';
import { isDomainError } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { CaseRepository } from './case.repository';
import { CLOCK_ACTOR } from './case.service';
import { CaseTransitions } from './case-transitions.service';
import { ENDING, REASON_CODES, REFERENCE_VERSIONS, appealTerms, referenceOf } from './domain';

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
         WHERE state = 'upheld' AND outcome = ANY($1) AND id > $3
           AND (appeal_until <= $2 OR EXISTS (
             SELECT FROM unnest($5::int[], $6::text[], $7::int[]) AS terms (version, code, rounds)
             WHERE version = reference_version AND code = reason_code AND appeal_rounds >= rounds))
         ORDER BY id LIMIT $4`,
        [ENDING, new Date(now.getTime() - GRACE_MS), after, PAGE, ...ROUNDS_USED],
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

/** By version and reason: the round after which nothing is left to wait for. */
const TERMS = REFERENCE_VERSIONS.flatMap((version) =>
  REASON_CODES.map((reasonCode) => ({
    version,
    reasonCode,
    rounds: appealTerms({ reference: referenceOf(version), reasonCode }).rounds,
  })),
);
const ROUNDS_USED = [
  TERMS.map(({ version }) => version),
  TERMS.map(({ reasonCode }) => reasonCode),
  TERMS.map(({ rounds }) => rounds),
];

const NO_ID = '00000000-0000-0000-0000-000000000000';
