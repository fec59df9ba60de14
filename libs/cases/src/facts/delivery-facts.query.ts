import { Injectable } from '@nestjs/common';
import { NotificationsService } from '@thaw/notifications';
import { snapshotOf } from '../case.repository';
import { DECISION_LETTERS, decisionStands, type DeliveryFacts, type NotificationTemplate } from '../domain';
import type { FactsAbout, FactsReader } from './facts-reader';

@Injectable()
export class DeliveryFactsQuery implements FactsReader<DeliveryFacts> {
  constructor(private readonly notifications: NotificationsService) {}

  async read({ tx, freezeCase }: FactsAbout): Promise<DeliveryFacts> {
    const { id, merchantId, letterDeliveredAt, beganAnewAt } = freezeCase;
    const letters = await this.notifications.undelivered(tx, merchantId, id);
    const isOfDecision = (template: string): boolean => (DECISION_LETTERS as readonly string[]).includes(template);
    // Had a later one reached the merchant, the case would know.
    const last = letters.findLast(({ template }) => isOfDecision(template));
    const isOpen = letterDeliveredAt === null && decisionStands(snapshotOf(freezeCase));
    const stands = isOpen && last && (beganAnewAt === null || last.createdAt >= beganAnewAt);
    return {
      undelivered: letters.map((letter) => ({
        id: letter.id,
        template: letter.template as NotificationTemplate,
        madeAt: letter.createdAt,
        runsWindow: Boolean(stands) && letter.id === last?.id,
      })),
    };
  }
} // prettier-ignore
