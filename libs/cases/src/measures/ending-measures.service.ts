import { Inject, Injectable } from '@nestjs/common';
import { isDomainError, type Clock } from '@thaw/kernel';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import { CaseRepository } from '../case.repository';
import { CLOCK_ACTOR } from '../case.service';
import { CaseTransitions } from '../case-transitions.service';

/** One batch of a sweep, which comes again. */
const BATCH = 100;

/**
 * Measures whose time is up, or that nobody confirmed in time, end through the terminal system. One that could not be
 * ended has its task, and is not tried again by itself; under an authority's hold none ends.
 */
@Injectable()
export class EndingMeasures {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly transitions: CaseTransitions,
  ) {}

  /** A sweep. @returns how many it found. */
  async endDue(now: Date): Promise<number> {
    const due = await this.database.asActor(CLOCK_ACTOR, (tx) =>
      tx.query<{ id: string; case_id: string }[]>(DUE, [now, BATCH]),
    );
    const ends = await Promise.allSettled(due.map(({ id, case_id: caseId }) => this.end(caseId, id)));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
    return due.length;
  }

  private async end(caseId: string, measureId: string): Promise<void> {
    try {
      await this.database.asActor(CLOCK_ACTOR, (tx: Tx) => this.endIn(tx, caseId, measureId));
    } catch (error) {
      // What was done a moment earlier wins: it was lifted, confirmed, or another command on it is under way.
      if (!isDomainError(error, 'GUARD_REFUSED', 'INVALID_REQUEST')) throw error;
    }
  }

  private async endIn(tx: Tx, caseId: string, measureId: string): Promise<void> {
    const freezeCase = await this.cases.lock(tx, { id: caseId }, CLOCK_ACTOR);
    const now = this.clock.now();
    await this.transitions.take(tx, freezeCase, CLOCK_ACTOR, 'measure_expired', { measureId }, { now });
  }
}

const DUE = `
SELECT m.id, m.case_id FROM measure m
WHERE m.lifted_at IS NULL AND least(m.expires_at, CASE WHEN m.confirmed_at IS NULL THEN m.confirm_by END) <= $1
  AND NOT EXISTS (SELECT 1 FROM gateway_command c WHERE c.measure_id = m.id
    AND (c.state IN ('pending', 'sent') OR c.purpose = 'expire' AND c.state = 'failed'))
  AND NOT EXISTS (SELECT 1 FROM authority_hold h WHERE h.case_id = m.case_id AND h.released_at IS NULL)
ORDER BY least(m.expires_at, CASE WHEN m.confirmed_at IS NULL THEN m.confirm_by END)
LIMIT $2`;
