import { Injectable } from '@nestjs/common';
import { isMerchantUser, type Actor, type Bilingual } from '@thaw/kernel';
import { NotificationsService } from '@thaw/notifications';
import { Database } from '@thaw/platform';
import { CaseRepository } from './case.repository';

/** One letter to the merchant. */
export interface CaseLetter {
  readonly id: string;
  readonly template: string;
  readonly title: Bilingual;
  /** Null to a merchant who has not opened it: opening it is its delivery. */
  readonly body: Bilingual | null;
  readonly sentAt: Date;
  readonly deliveredAt: Date | null;
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
      const told = await this.notifications.toldMerchant(tx, merchantId, id);
      return told.map(({ id: letterId, template, content, createdAt, deliveredAt }) => {
        const { title, body } = content as { title: Bilingual; body: Bilingual };
        const closed = isMerchantUser(actor) && deliveredAt === null;
        return { id: letterId, template, title, body: closed ? null : body, sentAt: createdAt, deliveredAt };
      });
    });
  }
}
