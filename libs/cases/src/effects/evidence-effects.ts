import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { referenceOf, type EvidenceCode, type EvidenceEffect } from '../domain';
import { In } from 'typeorm';
import { EvidenceFile, EvidenceItem, EvidenceRequest } from '../entities';
import type { EffectContext, EffectHandlers, EffectOf } from './effect-handlers';
import { actingUser } from './acting-user';

@Injectable()
export class EvidenceEffects {
  readonly handlers: EffectHandlers<EvidenceEffect> = {
    need_evidence: (context, effect) => this.need(context, effect),
    release_evidence: (context, effect) => this.release(context, effect),
    note_absences: (context, effect) => this.noteAbsences(context, effect),
    open_request: (context, effect) => this.openRequest(context, effect),
    close_request: (context, effect) => this.closeRequest(context, effect),
    move_request: (context, effect) => this.moveRequest(context, effect),
    reopen_request: (context, effect) => this.reopenRequest(context, effect),
    supply_item: (context, effect) => this.supply(context, effect),
    assess_item: (context, effect) => this.assess(context, effect),
  };

  private async need(context: EffectContext, { items }: EffectOf<'need_evidence'>): Promise<void> {
    for (const { code, required } of items) await this.ensureItem(context, code, required);
  }

  private async release(
    { tx, freezeCase }: EffectContext,
    { codes }: EffectOf<'release_evidence'>,
  ): Promise<void> {
    await tx.update(EvidenceItem, { caseId: freezeCase.id, code: In([...codes]) }, { released: true });
  }

  private async openRequest(context: EffectContext, effect: EffectOf<'open_request'>): Promise<void> {
    const { tx, freezeCase, now, actor } = context;
    const round = (await tx.countBy(EvidenceRequest, { caseId: freezeCase.id })) + 1;
    const id = randomUUID();
    await tx.insert(EvidenceRequest, {
      id,
      caseId: freezeCase.id,
      round,
      returnsTo: effect.returnsTo,
      requestedBy: actingUser(actor),
      requestedAt: now,
      dueAt: effect.dueAt,
      pausesClock: effect.pausesClock,
      closedAt: null,
      closedAs: null,
    });
    for (const { code, required } of effect.items) {
      await this.ensureItem(context, code, required);
      // What was rejected is asked for again; a reason given for the absence of the last round no longer counts.
      await tx.query(
        `UPDATE evidence_item SET request_id = $3, required = $4, released = false, state = 'requested', absence_reason = NULL,
           assessment_reason = CASE WHEN state = 'rejected' THEN assessment_reason END, assessed_by = NULL, assessed_at = NULL
         WHERE case_id = $1 AND code = $2`,
        [freezeCase.id, code, id, required],
      );
    }
  }

  private async closeRequest(
    context: EffectContext,
    { as, absences }: EffectOf<'close_request'>,
  ): Promise<void> {
    const { tx, freezeCase, now } = context;
    await this.noteAbsences(context, { absences });
    await tx.query(
      `UPDATE evidence_item i SET state = 'supplied'
       WHERE i.case_id = $1 AND i.state IN ('requested', 'rejected')
         AND (i.absence_reason IS NOT NULL
           OR EXISTS (SELECT 1 FROM evidence_file f WHERE f.item_id = i.id AND f.malware_scan <> 'refused' AND NOT f.rejected))`,
      [freezeCase.id],
    );
    await tx.query(
      'UPDATE evidence_request SET closed_at = $2, closed_as = $3 WHERE case_id = $1 AND closed_at IS NULL',
      [freezeCase.id, now, as],
    );
  }

  private async noteAbsences(
    { tx, freezeCase }: EffectContext,
    { absences }: Pick<EffectOf<'note_absences'>, 'absences'>,
  ): Promise<void> {
    for (const { itemId, reason } of absences) {
      await tx.update(EvidenceItem, { id: itemId, caseId: freezeCase.id }, { absenceReason: reason });
    }
  }

  private async moveRequest(
    { tx, freezeCase }: EffectContext,
    { requestId, dueAt }: EffectOf<'move_request'>,
  ): Promise<void> {
    await tx.update(EvidenceRequest, { id: requestId, caseId: freezeCase.id }, { dueAt });
  }

  private async reopenRequest(
    { tx, freezeCase }: EffectContext,
    { requestId }: EffectOf<'reopen_request'>,
  ): Promise<void> {
    await tx.update(
      EvidenceRequest,
      { id: requestId, caseId: freezeCase.id },
      { closedAt: null, closedAs: null },
    );
  }

  private async supply(
    { tx, freezeCase }: EffectContext,
    { itemId }: EffectOf<'supply_item'>,
  ): Promise<void> {
    await tx.update(
      EvidenceItem,
      { id: itemId, caseId: freezeCase.id },
      { state: 'supplied', assessedBy: null, assessedAt: null },
    );
  }

  private async assess(
    { tx, freezeCase, actor, now }: EffectContext,
    effect: EffectOf<'assess_item'>,
  ): Promise<void> {
    await tx.update(
      EvidenceItem,
      { id: effect.itemId, caseId: freezeCase.id },
      {
        state: effect.state,
        assessmentReason: effect.reason,
        // What was rejected no longer counts, be it files or the word why there are none.
        ...(effect.state === 'rejected' ? { absenceReason: null } : {}),
        assessedBy: actingUser(actor),
        assessedAt: now,
      },
    );
    const { itemId } = effect;
    if (effect.state === 'rejected') await tx.update(EvidenceFile, { itemId }, { rejected: true });
    // Whoever accepts after a rejection, without a new file, has looked again at the old ones.
    const nothingCounts = !(await tx.existsBy(EvidenceFile, { itemId, rejected: false }));
    if (effect.state === 'accepted' && nothingCounts) {
      await tx.update(EvidenceFile, { itemId }, { rejected: false });
    }
  }

  private async ensureItem(
    { tx, freezeCase, now }: EffectContext,
    code: EvidenceCode,
    required: boolean,
  ): Promise<void> {
    await tx
      .createQueryBuilder()
      .insert()
      .into(EvidenceItem)
      .values({
        id: randomUUID(),
        caseId: freezeCase.id,
        requestId: null,
        code,
        supplier: referenceOf(freezeCase.referenceVersion).items[code].supplier,
        required,
        state: 'needed',
        absenceReason: null,
        assessmentReason: null,
        assessedBy: null,
        assessedAt: null,
        createdAt: now,
      })
      .orIgnore()
      .execute();
  }
}
