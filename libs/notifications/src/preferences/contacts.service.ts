import { Inject, Injectable } from '@nestjs/common';
import { DomainError, actorRef, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, Database } from '@thaw/platform';
import { checkAddress } from './address';
import type { PersonalChannel } from './channels';
import { Contact } from './preference.entity';

export interface ContactView {
  readonly channel: PersonalChannel;
  readonly address: string;
  readonly changedAt: Date;
}

/** Where people are reached beside their inbox. Whoever manages users says it: what is told goes there. */
@Injectable()
export class Contacts {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  list(actor: Actor, userId: string): Promise<readonly ContactView[]> {
    return this.database.asActor(actor, async (tx) =>
      (await tx.find(Contact, { where: { userId }, order: { channel: 'ASC' } })).map(contactView),
    );
  }

  /**
   * Takes the place of the one before; what waits goes to the new one.
   * @throws DomainError INVALID_REQUEST, also for a telephone of the staff's.
   */
  async set(
    actor: Actor,
    { id: userId, merchantId }: Told,
    channel: PersonalChannel,
    text: string,
  ): Promise<ContactView> {
    if (channel === 'sms' && merchantId === null) throw notForStaff();
    const address = checkAddress(channel, text);
    const contact = { userId, channel, address, changedBy: actorRef(actor), changedAt: this.clock.now() };
    return this.database.asActor(actor, async (tx) => {
      await tx.upsert(Contact, contact, ['userId', 'channel']);
      return contactView(contact);
    });
  }

  /** Nothing goes out by this channel any more, what waits neither. */
  async remove(actor: Actor, userId: string, channel: PersonalChannel): Promise<void> {
    await this.database.asActor(actor, (tx) => tx.delete(Contact, { userId, channel }));
  }
}

const contactView = ({ channel, address, changedAt }: Contact): ContactView => ({
  channel,
  address,
  changedAt,
});

/** A person as whoever manages users knows them. */
interface Told {
  readonly id: string;
  readonly merchantId: string | null;
}

const notForStaff = (): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field: 'channel',
    detail: {
      zh: '短信只发给商户用户，员工请用邮箱。',
      en: 'Text messages are for merchants: give staff a mailbox.',
    },
  });
