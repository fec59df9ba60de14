import type { NotificationKind } from './notification-kinds';

/** Ways beside the inbox on which one person is reached; `sms` is the merchants' alone. */
export const PERSONAL_CHANNELS = ['email', 'sms'] as const;
export type PersonalChannel = (typeof PERSONAL_CHANNELS)[number];

/** At once (but for quiet hours), in a summary once a day, or not at all: the inbox has it in any case. */
export const TELLING_MODES = ['now', 'digest', 'off'] as const;
export type TellingMode = (typeof TELLING_MODES)[number];

/** What somebody chose for one kind on one channel. */
export interface Choice {
  readonly kind: NotificationKind;
  readonly channel: PersonalChannel;
  readonly mode: TellingMode;
}

/** Where nothing was chosen: all of it by mail, and letters by text message, at once. */
const defaultMode = (kind: NotificationKind, channel: PersonalChannel): TellingMode =>
  channel === 'email' || kind === 'letter' ? 'now' : 'off';

export const modeOf = (
  choices: readonly Choice[],
  kind: NotificationKind,
  channel: PersonalChannel,
): TellingMode => choices.find((choice) => isOf(choice, kind, channel))?.mode ?? defaultMode(kind, channel);

const isOf = (choice: Choice, kind: string, channel: string): boolean =>
  choice.kind === kind && choice.channel === channel;
