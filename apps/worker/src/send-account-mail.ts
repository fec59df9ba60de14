import { accountMailToSend, accountMailWasSent } from '@thaw/identity';
import { SystemClock, systemActor, type Clock } from '@thaw/kernel';
import { accountNotice, mailboxOf, type AccountMailer, type NotificationsService } from '@thaw/notifications';
import type { Config, Database } from '@thaw/platform';

const WORKER = systemActor('worker');

/**
 * The handler of `account_mail.send`. Links by real time, as signing in. What was changed is told in the inbox where there
 * is no mailbox.
 */
export const sendAccountMail =
  (
    database: Database,
    config: Pick<Config, 'signIn' | 'mail' | 'publicUrl'>,
    mailer: AccountMailer,
    notifications: NotificationsService,
    clock: Clock,
  ) =>
  async (mailId: string): Promise<void> => {
    const realTime = new SystemClock();
    const found = await database.asActor(WORKER, async (tx) => {
      const due = await accountMailToSend(tx, config, mailId, realTime.now());
      return due && { due, to: mailer.isThere ? await mailboxOf(tx, due.userId) : null };
    });
    if (!found) return;
    const { due, to } = found;
    if (to !== null && !(await mailer.send({ ...due, to }))) return;
    const content = accountNotice(due.kind);
    await database.asActor(WORKER, async (tx) => {
      if (to === null && content)
        await notifications.tell(
          tx,
          {
            dedupeKey: `account_mail/${mailId}`,
            recipient: { kind: 'user', id: due.userId },
            caseId: null,
            template: 'account',
            content,
          },
          clock.now(),
        );
      if (to !== null) await accountMailWasSent(tx, mailId, realTime.now());
    });
  };
