import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { IsNull } from 'typeorm';
import { Measure } from './measure.entity';
import { endingAfter, measureTerms, type MeasureDraft, type MeasureTerms } from './measures';
import { Terminal } from './terminal.entity';

/** The freeze measures of a case: imposed, narrowed, lifted. A row is never rewritten but for its end. */
@Injectable()
export class MeasuresService {
  /**
   * Puts measures on a terminal for a case. The terminal system has carried them out already: a notice says so.
   * @throws DomainError INVALID_REQUEST (field `measures[i].…`) · TERMINAL_UNKNOWN
   */
  async impose(
    tx: Tx,
    of: { readonly caseId: string; readonly terminalId: string },
    drafts: readonly MeasureDraft[],
    now: Date,
  ): Promise<readonly Measure[]> {
    const terminal = await tx.findOneBy(Terminal, { id: of.terminalId });
    if (!terminal) throw new DomainError('TERMINAL_UNKNOWN');
    const measures = drafts.map((draft, index) => ({
      ...row(of.caseId, terminal.merchantId, terminal.id, checked(draft, index, now), now),
    }));
    if (measures.length > 0) await tx.insert(Measure, measures);
    return measures;
  }

  /**
   * All that binds a terminal now, oldest first: its own measures, and those of merchant scope that a case on any
   * terminal of the merchant set. Each names the case that alone may lift it.
   */
  async measuresInForce(tx: Tx, terminalId: string): Promise<readonly Measure[]> {
    return tx
      .createQueryBuilder(Measure, 'm')
      .where('m.liftedAt IS NULL')
      .andWhere(
        `(m.terminalId = :terminalId OR (m.scope = 'merchant'
          AND m.merchantId = (SELECT t.merchant_id FROM terminal t WHERE t.id = :terminalId)))`,
        { terminalId },
      )
      .orderBy('m.beganAt')
      .addOrderBy('m.level')
      .addOrderBy('m.id')
      .getMany();
  }

  /** The measures in force that this case set. */
  async inForceOfCase(tx: Tx, caseId: string): Promise<readonly Measure[]> {
    return tx.find(Measure, { where: { caseId, liftedAt: IsNull() }, order: OLDEST_FIRST });
  }

  /** Every measure the case ever set, with when each was lifted. */
  async historyOfCase(tx: Tx, caseId: string): Promise<readonly Measure[]> {
    return tx.find(Measure, { where: { caseId }, order: OLDEST_FIRST });
  }

  /** @returns whether it was still in force. Safe to call again. */
  async lift(tx: Tx, measureId: string, now: Date): Promise<boolean> {
    const { affected } = await tx.update(Measure, { id: measureId, liftedAt: IsNull() }, { liftedAt: now });
    return affected === 1;
  }

  /**
   * Ends a measure and puts the narrowed one in its place, so that what bound the merchant when can be read later.
   * @returns the new measure, or null where the old one was no longer in force.
   */
  async narrow(tx: Tx, measureId: string, terms: MeasureTerms, now: Date): Promise<Measure | null> {
    if (!(await this.lift(tx, measureId, now))) return null;
    const old = await tx.findOneByOrFail(Measure, { id: measureId });
    const narrowed = row(old.caseId, old.merchantId, old.terminalId, terms, now);
    await tx.insert(Measure, narrowed);
    return narrowed;
  }
}

/** Those imposed together: mildest first. */
const OLDEST_FIRST = { beganAt: 'ASC', level: 'ASC', id: 'ASC' } as const;

const row = (
  caseId: string,
  merchantId: string,
  terminalId: string,
  terms: MeasureTerms,
  now: Date,
): Measure => ({ id: randomUUID(), caseId, merchantId, terminalId, ...terms, beganAt: now, liftedAt: null });

function checked(draft: MeasureDraft, index: number, now: Date): MeasureTerms {
  try {
    return endingAfter(now, measureTerms(draft));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError(error.code, {
      ...error.context,
      field: `measures[${index}].${error.context.field}`,
    });
  }
}
