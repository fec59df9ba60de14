import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { actorRef } from '@thaw/kernel';
import type { AppealEffect } from '../domain';
import { Appeal, AppealAnswer } from '../entities';
import { actingUser } from './acting-user';
import type { EffectContext, EffectHandlers, EffectOf } from './effect-handlers';

/** Stays below the driver's 65,535 parameters a statement. */
const ANSWERS_A_STATEMENT = 5_000;

@Injectable()
export class AppealEffects {
  readonly handlers: EffectHandlers<AppealEffect> = {
    open_appeal: (context, effect) => this.open(context, effect),
    decide_appeal: (context, effect) => this.decide(context, effect),
  };

  private async open(
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
      onBehalfChannel: effect.onBehalfChannel,
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

  private async decide(
    { tx, freezeCase, actor, now }: EffectContext,
    effect: EffectOf<'decide_appeal'>,
  ): Promise<void> {
    await tx.query(
      `UPDATE appeal SET decision = $2, decided_by = $3, decided_at = $4 WHERE case_id = $1 AND decided_at IS NULL`,
      [freezeCase.id, effect.decision, actingUser(actor), now],
    );
  }
}
