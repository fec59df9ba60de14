import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { In } from 'typeorm';
import { Slip, type SlipReading } from './slip.entity';

/** A sale whose slip is to be asked for. */
export interface AskedSale {
  readonly transactionId: number;
  readonly occurredAt: Date;
  readonly amountFen: number;
  readonly currency: string;
  readonly cardLastFour: string | null;
  readonly reference: string | null;
  readonly traceNo: string | null;
  readonly batchNo: string | null;
}

/** The request of a case that asks. */
export interface Asking {
  readonly caseId: string;
  readonly terminalId: string;
  readonly requestId: string;
  readonly by: string;
}

export interface SlipAnswer {
  readonly slipId: string;
  readonly fileId: string | null;
  readonly absenceReason: string | null;
  readonly stated: SlipReading;
}

export interface SlipVerdict {
  readonly slipId: string;
  readonly assessment: 'accepted' | 'rejected';
  readonly reason: string | null;
  readonly read: SlipReading;
  /** The request that asked is still open: it is to be answered again. */
  readonly reopens: boolean;
}

/** Writes the slips that cases asked for; what may be done with them, the cases know. */
@Injectable()
export class SlipsService {
  /** One that was asked for before is asked for again: what was answered then no longer counts. */
  async ask(tx: Tx, asking: Asking, sales: readonly AskedSale[], now: Date): Promise<void> {
    for (const sale of sales) {
      const { caseId, requestId, by } = asking;
      const known = await tx.findOne(Slip, {
        where: { caseId, transactionId: sale.transactionId },
        order: { requestId: { direction: 'ASC', nulls: 'LAST' } },
      });
      if (known) {
        await tx.update(
          Slip,
          { id: known.id },
          {
            requestId,
            askedBy: by,
            askedAt: now,
            revision: known.revision + 1,
            changedAt: now,
            ...UNANSWERED,
          },
        );
        continue;
      }
      await tx.insert(Slip, {
        id: randomUUID(),
        caseId,
        terminalId: asking.terminalId,
        ...sale,
        requestId,
        askedBy: by,
        askedAt: now,
        revision: 0,
        assessment: null,
        assessmentReason: null,
        assessedBy: null,
        assessedAt: null,
        changedAt: now,
        ...UNANSWERED,
      });
    }
  }

  /**
   * Hands the slips of a case to another that takes it over, as they stand: nothing that was said of them changes, and
   * their terminal stays the one of the sale. Their files go over by the end of the transaction.
   * @returns their ids.
   */
  async handOver(tx: Tx, fromCaseId: string, toCaseId: string): Promise<readonly string[]> {
    await tx.query('SET CONSTRAINTS slip_file DEFERRED');
    const [moved] = await tx.query<[{ id: string }[], number]>(
      'UPDATE slip SET case_id = $2, request_id = NULL WHERE case_id = $1 RETURNING id',
      [fromCaseId, toCaseId],
    );
    return moved.map(({ id }) => id).sort();
  }

  /** Files that these slips were answered by. */
  async filesOf(tx: Tx, slipIds: readonly string[]): Promise<readonly string[]> {
    const slips = await tx.findBy(Slip, { id: In([...slipIds]) });
    return [...new Set(slips.flatMap(({ fileId }) => (fileId === null ? [] : [fileId])))];
  }

  /** Files of the case by which some slip is answered that was not rejected. */
  async filesThatStand(tx: Tx, caseId: string): Promise<ReadonlySet<string>> {
    const slips = await tx.findBy(Slip, { caseId, state: 'answered' });
    return new Set(
      slips.flatMap(({ fileId, assessment }) =>
        fileId !== null && assessment !== 'rejected' ? [fileId] : [],
      ),
    );
  }

  async answer(
    tx: Tx,
    answers: readonly SlipAnswer[],
    { by, channel, now }: { readonly by: string; readonly channel: string | null; readonly now: Date },
  ): Promise<void> {
    for (const { slipId, fileId, absenceReason, stated } of answers) {
      await tx.query(
        `UPDATE slip SET state = $2, file_id = $3, absence_reason = $4, stated = $5, read = '{}', answered_by = $6,
           answered_at = $7, on_behalf_channel = $8, assessment = NULL, assessment_reason = NULL, assessed_by = NULL,
           assessed_at = NULL, revision = revision + 1, changed_at = $7
         WHERE id = $1`,
        [
          slipId,
          fileId === null ? 'absent' : 'answered',
          fileId,
          absenceReason,
          JSON.stringify(stated),
          by,
          now,
          channel,
        ],
      );
    }
  }

  async assess(
    tx: Tx,
    verdicts: readonly SlipVerdict[],
    { by, now }: { readonly by: string; readonly now: Date },
  ): Promise<void> {
    for (const { slipId, assessment, reason, read, reopens } of verdicts) {
      await tx.query(
        `UPDATE slip SET assessment = $2, assessment_reason = $3, assessed_by = $4, assessed_at = $5, read = $6,
           revision = revision + 1, changed_at = $5,
           state = CASE WHEN $7::boolean THEN 'asked' ELSE state END,
           file_id = CASE WHEN $7::boolean THEN NULL ELSE file_id END,
           absence_reason = CASE WHEN $7::boolean THEN NULL ELSE absence_reason END
         WHERE id = $1`,
        [slipId, assessment, reason, by, now, JSON.stringify(read), reopens],
      );
    }
  }

  /** The request is over: what it left unanswered is missed where its time passed, and else no longer asked for. */
  async close(tx: Tx, requestId: string, as: 'missed' | 'withdrawn', now: Date): Promise<void> {
    await tx.update(Slip, { requestId, state: 'asked' }, { state: as, changedAt: now });
  }

  /** The request stands open again after all. */
  async reopen(tx: Tx, requestId: string, now: Date): Promise<void> {
    const state = In(['missed', 'withdrawn']);
    await tx.update(Slip, { requestId, state }, { state: 'asked', changedAt: now });
  }
}

/** What was judged stays to be read, until the next answer: it says why the slip is asked for again. */
const UNANSWERED = {
  state: 'asked',
  fileId: null,
  absenceReason: null,
  stated: {},
  read: {},
  answeredBy: null,
  answeredAt: null,
  onBehalfChannel: null,
} as const;
