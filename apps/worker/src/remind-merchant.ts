import type { NotificationsService } from '@thaw/notifications';
import type { TellMerchant } from '@thaw/registry';

/** A letter of upkeep into its merchant's inbox; the same letter twice is one. */
export const remindMerchant =
  (notifications: NotificationsService): TellMerchant =>
  async (tx, { merchantId, day, ...content }, now) => {
    await notifications.tell(
      tx,
      {
        dedupeKey: `prevention/${merchantId}/${day}`,
        recipient: { kind: 'merchant', id: merchantId },
        caseId: null,
        template: 'prevention_reminder',
        content,
      },
      now,
    );
  };
