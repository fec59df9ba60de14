import { Injectable } from '@nestjs/common';
import { Database } from '@thaw/platform';
import { CaseRepository } from '../case.repository';
import { CLOCK_ACTOR } from '../case.service';
import { TellingEffects } from '../effects/telling-effects';
import { HeldMoneyDue } from '../entities';

const BATCH = 100;

/**
 * Money that is still held on the day by which its matter was to be settled is the owner's to see to. Nothing goes by
 * itself, with an authority's hold or without, so that to the merchant both look alike.
 */
@Injectable()
export class HeldMoney {
  constructor(
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly telling: TellingEffects,
  ) {}

  /** A sweep. @returns how many it found. */
  async tellDue(now: Date): Promise<number> {
    const due = await this.database.asActor(CLOCK_ACTOR, (tx) =>
      tx.query<{ measure_id: string; case_id: string; due_at: Date }[]>(DUE, [now, BATCH]),
    );
    const told = await Promise.allSettled(
      due.map((each) => this.tell(each.case_id, each.measure_id, each.due_at, now)),
    );
    const failed = told.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
    return due.length;
  }

  private async tell(caseId: string, measureId: string, dueAt: Date, now: Date): Promise<void> {
    await this.database.asActor(CLOCK_ACTOR, async (tx) => {
      const freezeCase = await this.cases.lock(tx, { id: caseId }, CLOCK_ACTOR);
      if (await tx.existsBy(HeldMoneyDue, { measureId, dueAt })) return;
      await tx.insert(HeldMoneyDue, { measureId, dueAt, toldAt: now });
      await this.telling.taskForOwner(
        { tx, freezeCase, actor: CLOCK_ACTOR, now, fromMerchant: false },
        { kind: 'task_for_owner', task: 'held_money_due', about: `${measureId}/${dueAt.toISOString()}` },
      );
    });
  }
}

/** What two persons agreed on at the end of the terminal takes the place of the day that the measure named. */
const DUE = `
SELECT m.id AS measure_id, m.case_id, coalesce(agreed.until, m.release_at) AS due_at
FROM measure m LEFT JOIN LATERAL (
  SELECT (fund ->> 'until')::timestamptz AS until
  FROM termination_statement s CROSS JOIN jsonb_array_elements(s.funds) fund
  WHERE s.case_id = m.case_id AND s.withdrawn_at IS NULL AND s.countersigned_by IS NOT NULL
    AND fund ->> 'measureId' = m.id::text AND fund ->> 'change' = 'hold'
  LIMIT 1
) agreed ON true
WHERE m.lifted_at IS NULL AND m.released_at IS NULL AND m.level IN ('F2', 'F5')
  AND coalesce(agreed.until, m.release_at) <= $1
  AND NOT EXISTS (SELECT FROM held_money_due d
    WHERE d.measure_id = m.id AND d.due_at = coalesce(agreed.until, m.release_at))
ORDER BY due_at, m.id LIMIT $2`;
