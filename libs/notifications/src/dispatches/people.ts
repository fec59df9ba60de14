import type { Bilingual, Locale } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import type { Notification } from '../notification.entity';

/** A person as whoever tells them something knows them. */
export interface Reader {
  readonly id: string;
  readonly locale: Locale;
}

/** What the house knows of people and of what they are told; this room knows no users. */
export interface People {
  /** Who reads an inbox now: the person themselves, or a merchant's people; nobody who was disabled. */
  readersOf(tx: Tx, inbox: Pick<Notification, 'recipientKind' | 'recipientId'>): Promise<readonly Reader[]>;
  /** The title under which it stands in the inbox; null where it has none. */
  titleOf(notification: Pick<Notification, 'template' | 'content'>): Bilingual | null;
}
