import { Inject, Injectable } from '@nestjs/common';
import { DomainError, actorRef, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import { openDispatch } from '../dispatches/open-dispatch';
import { Mailer } from '../mail/mailer';
import { SmsSender } from '../sms/sms-sender';
import { checkAddress, maskAddress } from './address';
import type { PersonalChannel } from './channels';
import { ContactChange } from './contact-change.entity';
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
    private readonly mailer: Mailer,
    private readonly sms: SmsSender,
  ) {}

  list(actor: Actor, userId: string): Promise<readonly ContactView[]> {
    return this.database.asActor(actor, async (tx) =>
      (await tx.find(Contact, { where: { userId }, order: { channel: 'ASC' } })).map(contactView),
    );
  }

  /**
   * Takes the place of the one before, which is told so; what waits goes to the new one.
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
      const before = await lockContact(tx, userId, channel);
      if (before?.address === address) return contactView(before);
      await tx.upsert(Contact, contact, ['userId', 'channel']);
      await this.keep(tx, actor, { userId, channel }, before?.address ?? null, address);
      return contactView(contact);
    });
  }

  /** Nothing goes out by this channel any more, what waits neither; the address that was there is told so. */
  async remove(actor: Actor, userId: string, channel: PersonalChannel): Promise<void> {
    await this.database.asActor(actor, async (tx) => {
      const before = await lockContact(tx, userId, channel);
      if (!before) return;
      await tx.delete(Contact, { userId, channel });
      await this.keep(tx, actor, { userId, channel }, before.address, null);
    });
  }

  /** Who changed what, the latest first; addresses are masked. */
  changes(actor: Actor, userId: string): Promise<readonly ContactChange[]> {
    return this.database.asActor(actor, (tx) =>
      tx.find(ContactChange, { where: { userId }, order: { id: 'DESC' }, take: CHANGES_SHOWN }),
    );
  }

  /** What was said, and to where it was before that it is so no more: at once, since somebody else may have had it changed. */
  private async keep(
    tx: Tx,
    actor: Actor,
    { userId, channel }: Pick<Contact, 'userId' | 'channel'>,
    before: string | null,
    after: string | null,
  ): Promise<void> {
    const at = this.clock.now();
    const masked = (address: string | null) => (address === null ? null : maskAddress(channel, address));
    await tx.insert(ContactChange, {
      ...{ userId, channel, at, actor: actorRef(actor) },
      ...{ before: masked(before), after: masked(after) },
    });
    const isThere = { email: this.mailer.isThere, sms: this.sms.isThere }[channel];
    if (before === null || !isThere) return;
    await openDispatch(tx, { userId, channel, caseId: null, digestFor: null, formerAddress: before }, at, at);
  }
}

const CHANGES_SHOWN = 100;

const lockContact = (tx: Tx, userId: string, channel: PersonalChannel): Promise<Contact | null> =>
  tx.findOne(Contact, { where: { userId, channel }, lock: { mode: 'pessimistic_write' } });

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
