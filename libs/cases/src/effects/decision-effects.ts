import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { actorRef } from '@thaw/kernel';
import { IsNull } from 'typeorm';
import type { DecisionEffect } from '../domain';
import { Objection, Proposal } from '../entities';
import { actingUser } from './acting-user';
import type { EffectContext, EffectHandlers, EffectOf } from './effect-handlers';

@Injectable()
export class DecisionEffects {
  readonly handlers: EffectHandlers<DecisionEffect> = {
    open_proposal: (context, effect) => this.openProposal(context, effect),
    settle_proposal: (context, effect) => this.settleProposal(context, effect),
    answer_objection: (context, effect) => this.answerObjection(context, effect),
    reply_to_objection: (context, effect) => this.replyToObjection(context, effect),
    open_objection: (context, effect) => this.openObjection(context, effect),
  };

  private async openProposal(
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

  private async settleProposal(
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
  private async answerObjection(
    { tx, freezeCase }: EffectContext,
    { objectionId, proposalId }: EffectOf<'answer_objection'>,
  ): Promise<void> {
    await tx.update(
      Objection,
      { id: objectionId, caseId: freezeCase.id, answeredBy: IsNull() },
      { answeredBy: proposalId },
    );
  }

  private async replyToObjection(
    { tx, freezeCase }: EffectContext,
    { objectionId, text }: EffectOf<'reply_to_objection'>,
  ): Promise<void> {
    await tx.update(Objection, { id: objectionId, caseId: freezeCase.id }, { dismissalReply: text });
  }

  private async openObjection(
    { tx, freezeCase, actor, now }: EffectContext,
    effect: EffectOf<'open_objection'>,
  ): Promise<void> {
    await tx.insert(Objection, {
      id: randomUUID(),
      caseId: freezeCase.id,
      objectedBy: actorRef(actor),
      onBehalfChannel: effect.onBehalfChannel,
      objectedAt: now,
      replyDueAt: effect.replyDueAt,
      answeredBy: null,
      dismissalReply: null,
    });
  }
}
