import { Injectable } from '@nestjs/common';
import { DomainError, isMerchantUser, type UserActor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { PERSONAL_CHANNELS, modeOf, type Choice, type PersonalChannel } from './channels';
import { MERCHANT_KINDS, STAFF_KINDS, type NotificationKind } from './notification-kinds';
import { ChannelChoice, Contact, TellingHoursRow } from './preference.entity';
import { DEFAULT_HOURS, type TellingHours } from './telling-time';

/** How somebody is told: all kinds that they can be told of, as it holds now. */
export interface PreferencesView {
  readonly addresses: readonly { readonly channel: PersonalChannel; readonly address: string }[];
  readonly choices: readonly Choice[];
  readonly hours: TellingHours;
}

/** How each person wants to be told, which each says for themselves. */
@Injectable()
export class Preferences {
  constructor(private readonly database: Database) {}

  of(actor: UserActor): Promise<PreferencesView> {
    return this.database.asActor(actor, (tx) => view(tx, actor));
  }

  /** What is left out stays. @throws DomainError INVALID_REQUEST for a kind that this person is never told of. */
  async change(
    actor: UserActor,
    wish: { readonly choices?: readonly Choice[] | undefined; readonly hours?: TellingHours | undefined },
  ): Promise<PreferencesView> {
    const { userId } = actor;
    const { choices = [], hours } = wish;
    if (
      choices.some(
        ({ kind, channel }) => !kindsOf(actor).includes(kind) || !channelsOf(actor).includes(channel),
      )
    )
      throw notTold();
    return this.database.asActor(actor, async (tx) => {
      for (const { kind, channel, mode } of choices)
        await tx.upsert(ChannelChoice, { userId, kind, channel, mode }, ['userId', 'kind', 'channel']);
      if (hours) await tx.upsert(TellingHoursRow, { userId, ...hours }, ['userId']);
      return view(tx, actor);
    });
  }
}

async function view(tx: Tx, actor: UserActor): Promise<PreferencesView> {
  const { userId } = actor;
  const contacts = await tx.find(Contact, { where: { userId }, order: { channel: 'ASC' } });
  const chosen = await tx.findBy(ChannelChoice, { userId });
  const own = await tx.findOneBy(TellingHoursRow, { userId });
  const { quietFrom, quietTo, digestAt } = own ?? DEFAULT_HOURS;
  return {
    addresses: contacts.map(({ channel, address }) => ({ channel, address })),
    choices: channelsOf(actor).flatMap((channel) =>
      kindsOf(actor).map((kind) => ({ kind, channel, mode: modeOf(chosen, kind, channel) })),
    ),
    hours: { quietFrom, quietTo, digestAt },
  };
}

const kindsOf = (actor: UserActor): readonly NotificationKind[] =>
  isMerchantUser(actor) ? MERCHANT_KINDS : STAFF_KINDS;

const channelsOf = (actor: UserActor): readonly PersonalChannel[] =>
  isMerchantUser(actor) ? PERSONAL_CHANNELS : PERSONAL_CHANNELS.filter((channel) => channel !== 'sms');

const notTold = (): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field: 'choices',
    detail: {
      zh: '您不会以这种方式收到这一类通知，请只选择列出的类别和渠道。',
      en: 'You are never told of this kind in this way: choose among those that are listed.',
    },
  });
