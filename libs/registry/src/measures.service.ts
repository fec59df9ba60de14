import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { IsNull } from 'typeorm';
import { acting } from './acting';
import { MeasureEvent, type MeasureEventType } from './measure-event.entity';
import { Measure } from './measure.entity';
import { endingAfter, measureTerms, plainTerms, type MeasureDraft, type MeasureTerms } from './measures';
import { Terminal } from './terminal.entity';

/** Whose measures they are, and under which reason. */
export interface MeasuresOf {
  readonly caseId: string;
  readonly terminalId: string;
  readonly reasonCode?: string | null;
  /** Ordered by the desk, and so yet to be carried out and confirmed; left out: the terminal system has done it already. */
  readonly ordered?: { readonly confirmBy: Date | null; readonly replacesId: string | null };
}

/**
 * The freeze measures of a case: imposed, confirmed, narrowed, raised, lifted, each with its history. What a measure says
 * is never rewritten: it ends, and another takes its place.
 */
@Injectable()
export class MeasuresService {
  /** @throws DomainError INVALID_REQUEST (field `measures[i].…`) · TERMINAL_UNKNOWN */
  async impose(
    tx: Tx,
    of: MeasuresOf,
    drafts: readonly MeasureDraft[],
    now: Date,
  ): Promise<readonly Measure[]> {
    const terminal = await tx.findOneBy(Terminal, { id: of.terminalId });
    if (!terminal) throw new DomainError('TERMINAL_UNKNOWN');
    const imposedBy = await acting(tx);
    const measures = drafts.map((draft, index): Measure => ({
      ...fresh(now),
      caseId: of.caseId,
      merchantId: terminal.merchantId,
      terminalId: terminal.id,
      ...checked(draft, index, now),
      imposedBy,
      reasonCode: of.reasonCode ?? null,
      confirmBy: of.ordered?.confirmBy ?? null,
      appliedAt: of.ordered ? null : now,
      replacesId: of.ordered?.replacesId ?? null,
    }));
    if (measures.length > 0) await tx.insert(Measure, measures);
    for (const { id, replacesId } of measures) {
      await this.note(tx, id, 'imposed', now, replacesId === null ? {} : { raises: replacesId });
    }
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

  async find(tx: Tx, id: string): Promise<Measure | null> {
    return tx.findOneBy(Measure, { id });
  }

  /** The measures in force that this case set. */
  async inForceOfCase(tx: Tx, caseId: string): Promise<readonly Measure[]> {
    return tx.find(Measure, { where: { caseId, liftedAt: IsNull() }, order: OLDEST_FIRST });
  }

  /** Every measure the case ever set, with when each was lifted. */
  async historyOfCase(tx: Tx, caseId: string): Promise<readonly Measure[]> {
    return tx.find(Measure, { where: { caseId }, order: OLDEST_FIRST });
  }

  /** What became of the measures of a case, oldest first. */
  async eventsOfCase(tx: Tx, caseId: string): Promise<readonly MeasureEvent[]> {
    return tx
      .createQueryBuilder(MeasureEvent, 'e')
      .innerJoin(Measure, 'm', 'm.id = e.measureId')
      .where('m.caseId = :caseId', { caseId })
      .orderBy('e.id')
      .getMany();
  }

  /** A second person stands by it. @returns whether it was still to be confirmed. */
  async confirm(tx: Tx, measureId: string, userId: string, now: Date): Promise<boolean> {
    const { affected } = await tx.update(
      Measure,
      { id: measureId, confirmedBy: IsNull(), liftedAt: IsNull() },
      { confirmedBy: userId, confirmedAt: now },
    );
    if (affected === 1) await this.note(tx, measureId, 'confirmed', now);
    return affected === 1;
  }

  /** The terminal system has carried it out; the measure that it replaces has ended with that. */
  async apply(tx: Tx, measureId: string, now: Date, replaces: string | null): Promise<void> {
    await tx.update(Measure, { id: measureId, appliedAt: IsNull() }, { appliedAt: now });
    await this.note(tx, measureId, 'applied', now);
    if (replaces !== null && (await this.end(tx, replaces, now))) {
      await this.note(tx, replaces, 'raised', now, { by: measureId });
    }
  }

  /** @returns whether it was still in force. Safe to call again. */
  async lift(
    tx: Tx,
    measureId: string,
    now: Date,
    data: Readonly<Record<string, unknown>> = {},
  ): Promise<boolean> {
    const ended = await this.end(tx, measureId, now);
    if (ended) await this.note(tx, measureId, 'lifted', now, data);
    return ended;
  }

  /**
   * Ends a measure and puts the narrowed one in its place, so that what bound the merchant when can be read later.
   * @returns the new measure, or null where the old one was no longer in force.
   */
  async narrow(
    tx: Tx,
    measureId: string,
    terms: MeasureTerms,
    now: Date,
    becomes: string = randomUUID(),
  ): Promise<Measure | null> {
    const old = await tx.findOneByOrFail(Measure, { id: measureId });
    if (!(await this.end(tx, measureId, now))) return null;
    const narrowed = successor(old, terms, now, { id: becomes, appliedAt: now });
    await tx.insert(Measure, narrowed);
    await this.note(tx, measureId, 'narrowed', now, { by: becomes });
    await this.note(tx, becomes, 'imposed', now, { narrows: measureId });
    return narrowed;
  }

  /**
   * What was lifted or narrowed is to stand as it stood: a new measure, yet to be carried out. It takes the place of the
   * narrowed one. Money that has gone to the merchant meanwhile is no longer held.
   */
  async reinstate(tx: Tx, measureId: string, now: Date): Promise<Measure> {
    const old = await tx.findOneByOrFail(Measure, { id: measureId });
    const narrowed = await tx.findOneBy(Measure, { replacesId: measureId, liftedAt: IsNull() });
    const terms = plainTerms(old);
    const again = successor(old, old.releasedAt === null ? terms : { ...terms, heldAmountFen: null }, now, {
      id: randomUUID(),
      appliedAt: null,
      replacesId: narrowed?.id ?? null,
    });
    await tx.insert(Measure, again);
    await this.note(tx, again.id, 'imposed', now, { reinstates: measureId });
    return again;
  }

  /**
   * The measures in force of a case become another's, with their terms, who set and who confirmed them. To the terminal
   * system they stay what they were, under the id that it knows. @returns the new ids.
   */
  async takeOver(tx: Tx, fromCaseId: string, toCaseId: string, now: Date): Promise<readonly string[]> {
    const ids: string[] = [];
    for (const old of await this.inForceOfCase(tx, fromCaseId)) {
      const id = randomUUID();
      await this.end(tx, old.id, now);
      await tx.insert(Measure, {
        ...old,
        id,
        caseId: toCaseId,
        beganAt: now,
        replacesId: old.id,
        knownAs: old.knownAs ?? old.id,
      });
      await this.note(tx, old.id, 'lifted', now, { takenOverBy: id });
      await this.note(tx, id, 'imposed', now, { takesOver: old.id });
      ids.push(id);
    }
    return ids;
  }

  /** Held money has gone to the merchant: all of it, or a part, and then the measure goes on with what is left. */
  async release(tx: Tx, measureId: string, amountFen: number | null, now: Date): Promise<void> {
    const measure = await tx.findOneByOrFail(Measure, { id: measureId });
    const left = amountFen === null ? 0 : (measure.heldAmountFen ?? 0) - amountFen;
    await this.note(tx, measureId, 'released', now, { amountFen: amountFen ?? measure.heldAmountFen });
    if (left > 0 && measure.liftedAt === null) {
      await this.narrow(tx, measureId, { ...plainTerms(measure), heldAmountFen: left }, now);
    } else await tx.update(Measure, { id: measureId }, { releasedAt: now });
  }

  private async end(tx: Tx, measureId: string, now: Date): Promise<boolean> {
    const { affected } = await tx.update(Measure, { id: measureId, liftedAt: IsNull() }, { liftedAt: now });
    return affected === 1;
  }

  private async note(
    tx: Tx,
    measureId: string,
    type: MeasureEventType,
    at: Date,
    data: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    await tx.query(
      `INSERT INTO measure_event (measure_id, type, at, actor, data)
       VALUES ($1, $2, $3, current_setting('thaw.actor', true), $4)`,
      [measureId, type, at, JSON.stringify(data)],
    );
  }
}

/** Those imposed together: mildest first. */
const OLDEST_FIRST = { beganAt: 'ASC', level: 'ASC', id: 'ASC' } as const;

const fresh = (
  now: Date,
): Pick<
  Measure,
  'id' | 'beganAt' | 'liftedAt' | 'confirmedBy' | 'confirmedAt' | 'releasedAt' | 'knownAs'
> => ({
  id: randomUUID(),
  beganAt: now,
  liftedAt: null,
  confirmedBy: null,
  confirmedAt: null,
  releasedAt: null,
  knownAs: null,
});

/** Another measure of the same case, set by the same person, that a decision has put in the place of `old`. */
const successor = (
  old: Measure,
  terms: MeasureTerms,
  now: Date,
  over: Pick<Measure, 'id' | 'appliedAt'> & { readonly replacesId?: string | null },
): Measure => ({
  ...fresh(now),
  caseId: old.caseId,
  merchantId: old.merchantId,
  terminalId: old.terminalId,
  ...plainTerms(terms),
  imposedBy: old.imposedBy,
  reasonCode: old.reasonCode,
  confirmBy: null,
  replacesId: old.id,
  ...over,
});

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
