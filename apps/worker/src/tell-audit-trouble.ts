import { AuditDiffersError, NotExportedError } from '@thaw/audit';
import { usersIn } from '@thaw/identity';
import { systemActor, type Bilingual } from '@thaw/kernel';
import type { NotificationsService } from '@thaw/notifications';
import type { Database } from '@thaw/platform';

/**
 * A sweep of the audit. Where records are not as they were numbered or signed, or the place outside takes no checkpoint,
 * every admin is told once a day for as long as it is so, and the sweep fails as any other.
 */
export const tellingAdmins =
  (
    sweep: (now: Date) => Promise<number>,
    database: Database,
    notifications: Pick<NotificationsService, 'tell'>,
  ) =>
  async (now: Date): Promise<number> => {
    try {
      return await sweep(now);
    } catch (error) {
      const words = wordsOf(error);
      if (words) await tellAdmins(database, notifications, words, now);
      throw error;
    }
  };

interface Trouble {
  readonly template: 'audit_differs' | 'audit_not_exported';
  readonly title: Bilingual;
  readonly body: Bilingual;
}

const tellAdmins = (
  database: Database,
  notifications: Pick<NotificationsService, 'tell'>,
  { template, title, body }: Trouble,
  now: Date,
): Promise<void> =>
  database.asActor(systemActor('worker'), async (tx) => {
    for (const userId of await usersIn(tx, 'admin'))
      await notifications.tell(
        tx,
        {
          dedupeKey: `${template}/${now.toISOString().slice(0, 10)}/${userId}`,
          recipient: { kind: 'user', id: userId },
          caseId: null,
          template,
          content: { title, body },
        },
        now,
      );
  });

function wordsOf(error: unknown): Trouble | null {
  if (error instanceof AuditDiffersError)
    return {
      template: 'audit_differs',
      title: {
        zh: '审计记录与此前的编号或检查点不符',
        en: 'The audit does not go on from what was numbered or signed',
      },
      body: {
        zh: '已编号或已签的记录被改动或缺失，新的编号与检查点暂停。请保留数据库现状，运行 thaw audit verify 找出第一条不一致的记录，并查明谁可直接访问数据库。',
        en: 'Records that were numbered or signed for were altered or are gone; nothing is signed on top of that. Keep the database as it is, run thaw audit verify to find the first record that differs, and find out who can reach the database.',
      },
    };
  if (error instanceof NotExportedError)
    return {
      template: 'audit_not_exported',
      title: { zh: '审计检查点未能导出', en: 'Checkpoints of the audit cannot be exported' },
      body: {
        zh: '导出目录（THAW_AUDIT_EXPORT_DIR）不可写，或已有内容不同的同名文件。恢复后会自动补导；在此之前的新记录没有库外的凭据。',
        en: 'The folder of THAW_AUDIT_EXPORT_DIR cannot be written, or holds a file of that name that says otherwise. What waits is exported by itself once it can be; until then nothing outside the database vouches for newer records.',
      },
    };
  return null;
}
