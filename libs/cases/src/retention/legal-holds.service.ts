import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, maskCardNumbers, type Clock, type UserActor } from '@thaw/kernel';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import { CaseRepository } from '../case.repository';

export interface LegalHoldView {
  readonly id: string;
  readonly reason: string;
  readonly placedBy: string;
  readonly placedAt: Date;
  readonly releasedBy: string | null;
  readonly releasedAt: Date | null;
}

/** What a reviewer keeps past its time, for a dispute or an inquiry. It changes nothing else of a case. */
@Injectable()
export class LegalHolds {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly cases: CaseRepository,
  ) {}

  /** In the order of placing. @throws DomainError NOT_FOUND */
  ofCase(actor: UserActor, number: string): Promise<readonly LegalHoldView[]> {
    return this.database.asActor(actor, async (tx) => {
      const { id } = await this.cases.get(tx, number, actor);
      return read(tx, 'case_id = $1', id);
    });
  }

  /** @throws DomainError NOT_FOUND */
  place(actor: UserActor, number: string, reason: string): Promise<LegalHoldView> {
    return this.database.asActor(actor, async (tx) => {
      const { id: caseId } = await this.cases.get(tx, number, actor);
      const id = randomUUID();
      await tx.query(
        'INSERT INTO legal_hold (id, case_id, reason, placed_by, placed_at) VALUES ($1, $2, $3, $4, $5)',
        [id, caseId, maskCardNumbers(reason), actor.userId, this.clock.now()],
      );
      return one(await read(tx, 'id = $1', id));
    });
  }

  /** @throws DomainError NOT_FOUND · SEPARATION_OF_DUTIES for whoever placed it */
  release(actor: UserActor, number: string, holdId: string): Promise<LegalHoldView> {
    return this.database.asActor(actor, async (tx) => {
      const { id: caseId } = await this.cases.get(tx, number, actor);
      const [hold] = await tx.query<{ placed_by: string }[]>(
        'SELECT placed_by FROM legal_hold WHERE id = $1 AND case_id = $2 AND released_at IS NULL FOR UPDATE',
        [holdId, caseId],
      );
      if (!hold) throw new DomainError('NOT_FOUND');
      if (hold.placed_by === actor.userId)
        throw new DomainError('SEPARATION_OF_DUTIES', { rule: 'legal_hold.another', detail: ANOTHER });
      await tx.query('UPDATE legal_hold SET released_by = $2, released_at = $3 WHERE id = $1', [
        holdId,
        actor.userId,
        this.clock.now(),
      ]);
      return one(await read(tx, 'id = $1', holdId));
    });
  }
}

const read = (tx: Tx, where: string, value: string): Promise<LegalHoldView[]> =>
  tx.query<LegalHoldView[]>(
    `SELECT id, reason, placed_by AS "placedBy", placed_at AS "placedAt", released_by AS "releasedBy",
       released_at AS "releasedAt" FROM legal_hold WHERE ${where} ORDER BY placed_at, id`,
    [value],
  );

function one([hold]: readonly LegalHoldView[]): LegalHoldView {
  if (!hold) throw new DomainError('NOT_FOUND');
  return hold;
}

const ANOTHER = {
  zh: '保全由设置者以外的审核员解除。',
  en: 'A legal hold is released by another reviewer than who placed it.',
};
