import type { Notification } from '../notification.entity';

/** What staff are told: of their own work, of a name in a note, of clocks, of the desk itself. */
export const STAFF_KINDS = ['task', 'mention', 'clock', 'desk'] as const;
/** What merchants are told: letters, messages of the desk, upkeep of their terminals. */
export const MERCHANT_KINDS = ['letter', 'message', 'upkeep'] as const;
export const NOTIFICATION_KINDS = [...STAFF_KINDS, ...MERCHANT_KINDS] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/**
 * Of which kind something told is; a merchant's kinds follow from the template alone, which a merchant sees anyway, also
 * where it is for one of its people.
 */
export function kindOf({
  recipientKind,
  template,
  content,
}: Pick<Notification, 'recipientKind' | 'template' | 'content'>): NotificationKind {
  if (recipientKind === 'merchant') {
    if (template === 'prevention_reminder') return 'upkeep';
    return template === 'message' ? 'message' : 'letter';
  }
  // Somebody's own affair, which no group of colleagues hears of.
  if (template === 'code_failure' || template === 'account') return 'message';
  if (template !== 'task') return 'desk';
  const task = String(content['task']);
  if (task === 'mentioned') return 'mention';
  return task.startsWith('clock_') ? 'clock' : 'task';
}
