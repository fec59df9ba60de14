import { Injectable } from '@nestjs/common';
import { DomainError, type Actor, type Zone } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { In } from 'typeorm';
import { referenceOf, type CaseChanges, type CaseSnapshot, type CaseState } from './domain';
import { FreezeCase } from './entities';
import { visibleTo } from './visibility';

/**
 * Against whoever changes the case, and not against whoever writes a row that only names it: a message about it that is on
 * its way would else wait for the case, and whoever holds the case for the letter which that message tells of.
 */
export const CASE_LOCK = { mode: 'for_no_key_update' } as const;

@Injectable()
export class CaseRepository {
  /**
   * Locks the case until the transaction ends: whoever comes second waits, then sees what the first did.
   * @throws DomainError NOT_FOUND, also for a case that the actor may not see.
   */
  async lock(tx: Tx, by: { number: string } | { id: string }, actor: Actor): Promise<FreezeCase> {
    if ('number' in by) assertNumber(by.number);
    const found = await tx.findOne(FreezeCase, { where: by, lock: CASE_LOCK });
    return this.visible(tx, found, actor);
  }

  async get(tx: Tx, number: string, actor: Actor): Promise<FreezeCase> {
    assertNumber(number);
    return this.visible(tx, await tx.findOneBy(FreezeCase, { number }), actor);
  }

  /** Those of these that are there for somebody, see {@link visibleTo}, by their numbers. */
  async getMany(tx: Tx, numbers: readonly string[], actor: Actor): Promise<ReadonlyMap<string, FreezeCase>> {
    const { sql, values } = visibleTo(actor, 2);
    const seen = await tx.query<{ id: string }[]>(
      `SELECT c.id FROM freeze_case c WHERE c.number = ANY($1) AND ${sql}`,
      [numbers.filter(isNumber), ...values],
    );
    const found = await tx.findBy(FreezeCase, { id: In(seen.map(({ id }) => id)) });
    return new Map(found.map((freezeCase) => [freezeCase.number, freezeCase]));
  }

  /** Whether this case is there for somebody, see {@link visibleTo}. */
  async isVisible(tx: Tx, { id }: FreezeCase, actor: Actor): Promise<boolean> {
    const { sql, values } = visibleTo(actor, 2);
    if (sql === 'true' || sql === 'false') return sql === 'true';
    const rows = await tx.query<unknown[]>(`SELECT 1 FROM freeze_case c WHERE c.id = $1 AND ${sql}`, [
      id,
      ...values,
    ]);
    return rows.length > 0;
  }

  private async visible(tx: Tx, found: FreezeCase | null, actor: Actor): Promise<FreezeCase> {
    if (!found || !(await this.isVisible(tx, found, actor))) throw new DomainError('NOT_FOUND');
    return found;
  }

  async lockOpenOfTerminal(tx: Tx, terminalId: string): Promise<FreezeCase | null> {
    return tx
      .createQueryBuilder(FreezeCase, 'c')
      .setLock(CASE_LOCK.mode)
      .where(`c.terminalId = :terminalId AND c.state <> 'closed'`, { terminalId })
      .getOne();
  }

  /** `FZ-YYYYMMDD-NNNN` by the desk's day; the counter row serialises openings of one day. */
  async nextNumber(tx: Tx, now: Date, zone: Zone): Promise<string> {
    const day = zone.dateText(now.getTime());
    const rows = await tx.query<{ last: number }[]>(
      `INSERT INTO case_number (day, last) VALUES ($1, 1)
       ON CONFLICT (day) DO UPDATE SET last = case_number.last + 1 RETURNING last`,
      [day],
    );
    return `FZ-${day.replaceAll('-', '')}-${String(rows[0]?.last ?? 0).padStart(4, '0')}`;
  }

  /**
   * Writes the new state and what the decision changed; every step raises the version, and the merchant's where the
   * merchant sees it.
   * @throws DomainError CASE_CHANGED where the case is no longer at the version that was read.
   */
  async save(
    tx: Tx,
    freezeCase: FreezeCase,
    to: CaseState,
    changes: CaseChanges,
    { now, merchantSees }: { readonly now: Date; readonly merchantSees: boolean },
  ): Promise<FreezeCase> {
    const { newLetter, beginsAnew, ...columns } = changes;
    const moved = to !== freezeCase.state;
    const next: Partial<FreezeCase> = {
      ...columns,
      ...(newLetter || beginsAnew ? { letterDeliveredAt: null, appealUntil: null } : {}),
      ...(beginsAnew ? { beganAnewAt: now, appealRounds: 0, watchUntil: null } : {}),
      ...(moved ? { state: to, stateSince: now } : {}),
      ...(moved && to === 'closed' ? { closedAt: now } : {}),
      ...(moved && freezeCase.state === 'closed' ? { closedAt: null, resolution: null } : {}),
      changedAt: now,
      version: freezeCase.version + 1,
      merchantVersion: freezeCase.merchantVersion + (merchantSees ? 1 : 0),
    };
    const { affected } = await tx.update(
      FreezeCase,
      { id: freezeCase.id, version: freezeCase.version },
      next,
    );
    // Under the row lock it cannot be; without one, nothing may pass for saved that was not.
    if (affected !== 1) throw new DomainError('CASE_CHANGED');
    return Object.assign(freezeCase, next);
  }
}

export const snapshotOf = (freezeCase: FreezeCase): CaseSnapshot => ({
  id: freezeCase.id,
  number: freezeCase.number,
  version: freezeCase.version,
  state: freezeCase.state,
  reference: referenceOf(freezeCase.referenceVersion),
  reasonCode: freezeCase.reasonCode,
  slaClass: freezeCase.slaClass,
  queue: freezeCase.queue,
  priority: freezeCase.priority,
  ownerId: freezeCase.ownerId,
  merchantId: freezeCase.merchantId,
  terminalId: freezeCase.terminalId,
  outcome: freezeCase.outcome,
  resolution: freezeCase.resolution,
  letterDeliveredAt: freezeCase.letterDeliveredAt,
  appealUntil: freezeCase.appealUntil,
  appealRounds: freezeCase.appealRounds,
});

/** Anything may stand in an address; not all of it can be asked of the database. */
function assertNumber(number: string): void {
  if (!isNumber(number)) throw new DomainError('NOT_FOUND');
}

const isNumber = (number: string): boolean => /^FZ-\d{8}-\d{4,}$/.test(number);
