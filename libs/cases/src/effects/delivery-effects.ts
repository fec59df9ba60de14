import { Injectable } from '@nestjs/common';
import { actorRef } from '@thaw/kernel';
import { NotificationsService } from '@thaw/notifications';
import type { DeliveryEffect } from '../domain';
import { LetterDelivery } from '../entities';
import type { EffectContext, EffectHandlers, EffectOf } from './effect-handlers';

@Injectable()
export class DeliveryEffects {
  readonly handlers: EffectHandlers<DeliveryEffect> = {
    record_delivery: (context, effect) => this.record(context, effect),
  };

  constructor(private readonly notifications: NotificationsService) {}

  async record(
    { tx, freezeCase, actor, now }: Omit<EffectContext, 'fromMerchant'>,
    { letterId, channel, receivedAt, runsWindow, proofId }: Omit<EffectOf<'record_delivery'>, 'kind'>,
  ): Promise<void> {
    await this.notifications.markDelivered(tx, letterId, receivedAt);
    await tx.insert(LetterDelivery, {
      letterId,
      caseId: freezeCase.id,
      channel,
      receivedAt,
      runsWindow,
      recordedBy: actorRef(actor),
      recordedAt: now,
      proofId,
    });
  }
}
