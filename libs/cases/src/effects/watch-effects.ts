import { Injectable } from '@nestjs/common';
import { actorRef } from '@thaw/kernel';
import { IsNull } from 'typeorm';
import type { WatchEffect } from '../domain';
import { WatchHit } from '../entities';
import type { EffectHandlers } from './effect-handlers';

@Injectable()
export class WatchEffects {
  readonly handlers: EffectHandlers<WatchEffect> = {
    answer_hits: async ({ tx, freezeCase, actor, now }, { answer }) => {
      await tx.update(
        WatchHit,
        { caseId: freezeCase.id, answer: IsNull() },
        { answer, answeredBy: actorRef(actor), answeredAt: now },
      );
    },
  };
}
