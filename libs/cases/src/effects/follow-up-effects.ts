import { Injectable } from '@nestjs/common';
import type { FollowUpEffect } from '../domain';
import { CaseFollowUp } from '../entities';
import { actingUser } from './acting-user';
import type { EffectHandlers } from './effect-handlers';

@Injectable()
export class FollowUpEffects {
  readonly handlers: EffectHandlers<FollowUpEffect> = {
    set_follow_up: async ({ tx, freezeCase: { id: caseId }, actor }, { dueAt }) => {
      const followUp = { caseId, userId: actingUser(actor), dueAt, toldAt: null };
      await tx.upsert(CaseFollowUp, followUp, ['caseId', 'userId']);
    },
    clear_follow_up: async ({ tx, freezeCase: { id: caseId }, actor }) => {
      await tx.delete(CaseFollowUp, { caseId, userId: actingUser(actor) });
    },
  };
}
