import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { actorRef } from '@thaw/kernel';
import { IsNull } from 'typeorm';
import { Appeal, AppealAnswer, Objection, Proposal } from '../entities';
import { actingUser } from './acting-user';
import type { EffectContext, EffectOf } from './effects.service';

/** Stays below the driver's 65,535 parameters a statement. */
const ANSWERS_A_STATEMENT = 5_000;

@Injectable()
export class DecisionEffects {
  async openProposal(
    { tx, freezeCase, actor, now }: EffectContext,
    effect: EffectOf<'open_proposal'>,
  ): Promise<void> {
    const id = randomUUID();
    await tx.insert(Proposal, {
      id,
      caseId: freezeCase.id,
      outcome: effect.outcome,
      scanId: effect.scanId,
      measuresAfter: [...effect.measuresAfter],
      fingerprint: effect.fingerprint,
      answersObjection: effect.answer?.objectionId ?? null,
      objectionReply: effect.answer?.text ?? null,
      state: 'pending',
      proposedBy: actingUser(actor),
      proposedAt: now,
      decidedBy: null,
      decidedAt: null,
    });
  }

  async settleProposal(
    { tx, freezeCase, actor, now }: EffectContext,
    effect: EffectOf<'settle_proposal'>,
  ): Promise<void> {
    const pending = await tx.findOneByOrFail(Proposal, { caseId: freezeCase.id, state: 'pending' });
    await tx.update(
      Proposal,
      { id: pending.id },
      { state: effect.state, decidedBy: actingUser(actor), decidedAt: now },
    );
  }

  /** An objection counts as answered when the decision that answers it is approved: that one, and no later one. */
  async answerObjection(
    { tx, freezeCase }: EffectContext,
    { objectionId, proposalId }: EffectOf<'answer_objection'>,
  ): Promise<void> {
    await tx.update(
      Objection,
      { id: objectionId, caseId: freezeCase.id, answeredBy: IsNull() },
      { answeredBy: proposalId },
    );
  }

  async openObjection(
    { tx, freezeCase, actor, now }: EffectContext,
    effect: EffectOf<'open_objection'>,
  ): Promise<void> {
    await tx.insert(Objection, {
      id: randomUUID(),
      caseId: freezeCase.id,
      objectedBy: actorRef(actor),
      objectedAt: now,
      replyDueAt: effect.replyDueAt,
      answeredBy: null,
    });
  }

  async openAppeal(
    { tx, freezeCase, actor, now }: EffectContext,
    effect: EffectOf<'open_appeal'>,
  ): Promise<void> {
    const id = randomUUID();
    await tx.insert(Appeal, {
      id,
      caseId: freezeCase.id,
      round: effect.round,
      appealedState: effect.appealedState,
      appealedOutcome: effect.appealedOutcome,
      proposalId: effect.proposalId,
      openedBy: actorRef(actor),
      openedAt: now,
      replyDueAt: effect.replyDueAt,
      decidedBy: null,
      decidedAt: null,
      decision: null,
    });
    for (let at = 0; at < effect.answers.length; at += ANSWERS_A_STATEMENT) {
      await tx.insert(
        AppealAnswer,
        effect.answers
          .slice(at, at + ANSWERS_A_STATEMENT)
          .map(({ findingId, answer }) => ({ appealId: id, findingId, answer })),
      );
    }
  }

  async decideAppeal(
    { tx, freezeCase, actor, now }: EffectContext,
    effect: EffectOf<'decide_appeal'>,
  ): Promise<void> {
    await tx.query(
      `UPDATE appeal SET decision = $2, decided_by = $3, decided_at = $4 WHERE case_id = $1 AND decided_at IS NULL`,
      [freezeCase.id, effect.decision, actingUser(actor), now],
    );
  }
}
