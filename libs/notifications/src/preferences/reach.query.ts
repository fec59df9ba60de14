import type { Tx } from '@thaw/platform';
import { In } from 'typeorm';
import type { Choice, PersonalChannel } from './channels';
import { ChannelChoice, Contact, TellingHoursRow } from './preference.entity';
import { DEFAULT_HOURS, type TellingHours } from './telling-time';

/** By what and how one person is reached. */
export interface Reach {
  readonly userId: string;
  /** Those of which an address is known. */
  readonly channels: readonly PersonalChannel[];
  readonly choices: readonly Choice[];
  readonly hours: TellingHours;
}

/** Of these people, those who are reached beside their inbox, in the order given. */
export async function reachOf(tx: Tx, userIds: readonly string[]): Promise<readonly Reach[]> {
  const where = { userId: In([...userIds]) };
  const contacts = await tx.findBy(Contact, where);
  if (contacts.length === 0) return [];
  const choices = await tx.findBy(ChannelChoice, where);
  const hours = await tx.findBy(TellingHoursRow, where);
  return userIds.flatMap((userId) => {
    const channels = contacts.filter((each) => each.userId === userId).map(({ channel }) => channel);
    if (channels.length === 0) return [];
    return {
      userId,
      channels,
      choices: choices.filter((each) => each.userId === userId),
      hours: hours.find((each) => each.userId === userId) ?? DEFAULT_HOURS,
    };
  });
}
