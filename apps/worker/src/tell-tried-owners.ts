import { triedOwners } from '@thaw/identity';
import { SystemClock, Zone, dayText, systemActor } from '@thaw/kernel';
import type { NotificationsService } from '@thaw/notifications';
import type { Config, Database } from '@thaw/platform';

/**
 * A sweep: who was tried with wrong codes reads of it in their own inbox, once a day; colleagues and the staff's groups do
 * not. It tells nothing but that, and what they can do. The day is by real time, as signing in.
 */
export const tellTriedOwners =
  (database: Database, { timeZone }: Pick<Config, 'timeZone'>, notifications: NotificationsService) =>
  (now: Date): Promise<number> =>
    database.asActor(systemActor('worker'), async (tx) => {
      const today = new Zone(timeZone).dayOf(new SystemClock().now().getTime());
      const owners = await triedOwners(tx, today, now);
      for (const { userId, day } of owners) {
        await notifications.tell(
          tx,
          {
            dedupeKey: `code_failure/${userId}/${day}`,
            recipient: { kind: 'user', id: userId },
            caseId: null,
            template: 'code_failure',
            content: contentOf(dayText(day)),
          },
          now,
        );
      }
      return owners.length;
    });

const contentOf = (date: string): Readonly<Record<string, unknown>> => ({
  date,
  title: {
    zh: `${date} 有人用错误的短信验证码尝试登录您的账号`,
    en: `Somebody tried to sign in as you with a wrong code on ${date}`,
  },
  body: {
    zh: '如果是您本人输错，无须处理。如果不是，请联系我们，并且不要把验证码告诉任何人。一天内失败十次后，当天不能再用验证码登录；累计失败五十次后，须先用密码登录一次，才能再用验证码登录。',
    en: 'If it was you, there is nothing to do. If it was not, tell us, and give your codes to nobody. After ten failed tries in a day codes sign in again the next day; after fifty in all, once you have signed in with your password.',
  },
});
