import { usersWho } from '@thaw/identity';
import type { NotificationsService, TellDisabled } from '@thaw/notifications';

/** Puts it into the inbox of everybody who may mend it. The address's host will do: its path may be a secret. */
export const tellDisabledWebhook =
  (notifications: NotificationsService): TellDisabled =>
  async (tx, { id, url }, reason, now) => {
    const { host } = new URL(url);
    for (const userId of await usersWho(tx, 'webhook.manage')) {
      await notifications.tell(
        tx,
        {
          dedupeKey: `webhook_disabled/${id}/${now.toISOString()}/${userId}`,
          recipient: { kind: 'user', id: userId },
          caseId: null,
          template: 'webhook_disabled',
          content: { endpointId: id, reason, title: titleOf(host, reason) },
        },
        now,
      );
    }
  };

const titleOf = (host: string, reason: 'gone' | 'failing'): object =>
  reason === 'gone'
    ? {
        zh: `事件接收地址 ${host} 回答 410，已停用：请改正地址或删除它。`,
        en: `The webhook endpoint at ${host} answered 410 and was disabled: correct its address, or remove it.`,
      }
    : {
        zh: `事件接收地址 ${host} 连续五天失败，已停用：请修复后重新启用，再补发死信。`,
        en: `The webhook endpoint at ${host} failed for five days and was disabled: mend it, enable it again and replay its dead letters.`,
      };
