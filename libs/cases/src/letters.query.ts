import { Injectable } from '@nestjs/common';
import { isMerchantUser, type Actor, type Bilingual } from '@thaw/kernel';
import { NotificationsService } from '@thaw/notifications';
import { Database } from '@thaw/platform';
import { CaseRepository } from './case.repository';
import { LetterDelivery } from './entities';
import { recordLook } from './record-look';

/** How and when a letter reached the merchant, as the reader may see it. */
export interface LetterDeliveryView {
  readonly channel: LetterDelivery['channel'];
  readonly receivedAt: Date;
  /** Whether the desk says so; else the merchant has opened it. */
  readonly byDesk: boolean;
  /** For staff: who recorded it, when, and the file that proves it. */
  readonly recordedBy?: string;
  readonly recordedAt?: Date;
  readonly proofId?: string | null;
}

/** One letter to the merchant. */
export interface CaseLetter {
  readonly id: string;
  readonly template: string;
  readonly title: Bilingual;
  /** Null to a merchant who has not opened it: opening it is its delivery. */
  readonly body: Bilingual | null;
  readonly sentAt: Date;
  readonly deliveredAt: Date | null;
  /** How it reached the merchant; null until it has. */
  readonly delivery: LetterDeliveryView | null;
}

/** The letters of a case, as they were sent. */
@Injectable()
export class CaseLetters {
  constructor(
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly notifications: NotificationsService,
  ) {}

  /** Oldest first. @throws DomainError NOT_FOUND for a case that the actor may not see. */
  async ofCase(actor: Actor, number: string): Promise<readonly CaseLetter[]> {
    return this.database.asActor(actor, async (tx) => {
      const { id, merchantId } = await this.cases.get(tx, number, actor);
      await recordLook(tx, actor, id, 'notification');
      const told = await this.notifications.toldMerchant(tx, merchantId, id);
      const deliveries = await tx.findBy(LetterDelivery, { caseId: id });
      return told.map(({ id: letterId, template, content, createdAt, deliveredAt }) => {
        const { title, body } = content as { title: Bilingual; body: Bilingual };
        const closed = isMerchantUser(actor) && deliveredAt === null;
        const found = deliveries.find((each) => each.letterId === letterId);
        const delivery = deliveredAt && deliveryView(deliveredAt, found, actor);
        return {
          id: letterId,
          template,
          title,
          body: closed ? null : body,
          sentAt: createdAt,
          deliveredAt,
          delivery,
        };
      });
    });
  }
}

/** Of a letter that was opened before the desk could record deliveries nothing else is known. */
function deliveryView(
  deliveredAt: Date,
  found: LetterDelivery | undefined,
  actor: Actor,
): LetterDeliveryView {
  if (!found) return { channel: 'portal', receivedAt: deliveredAt, byDesk: false };
  const { channel, receivedAt, recordedBy, recordedAt, proofId } = found;
  const shown = { channel, receivedAt, byDesk: channel !== 'portal' };
  return isMerchantUser(actor) ? shown : { ...shown, recordedBy, recordedAt, proofId };
}
