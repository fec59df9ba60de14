import { AuditDiffersError, NotExportedError, type AuditCheckpoints } from '@thaw/audit';
import { usersIn } from '@thaw/identity';
import { systemActor, type Bilingual } from '@thaw/kernel';
import type { NotificationsService } from '@thaw/notifications';
import type { Database } from '@thaw/platform';

/**
 * A sweep: checkpoints are signed and exported. Where the tree does not go on from the last one, or the place outside does
 * not take it, every admin is told once a day for as long as it is so, and the sweep fails as any other.
 */
export const keepCheckpoints =
  (
    checkpoints: Pick<AuditCheckpoints, 'keep'>,
    database: Database,
    notifications: Pick<NotificationsService, 'tell'>,
  ) =>
  async (now: Date): Promise<number> => {
    try {
      return await checkpoints.keep(now);
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
      title: { zh: '审计记录与上一个检查点不符', en: 'The audit does not go on from its last checkpoint' },
      body: {
        zh: '已签检查点覆盖的记录被改动或缺失，新的检查点暂停签发。请保留数据库现状，运行 thaw audit verify 找出第一条不一致的记录，并查明谁可直接访问数据库。',
        en: 'Records that a signed checkpoint covers were altered or are gone; no new one is signed. Keep the database as it is, run thaw audit verify to find the first record that differs, and find out who can reach the database.',
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
