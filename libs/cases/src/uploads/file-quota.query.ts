import { Inject, Injectable } from '@nestjs/common';
import { DomainError, isMerchantUser, type Actor } from '@thaw/kernel';
import { CONFIG, type Config, type Tx } from '@thaw/platform';

/** How many files one merchant may hand in, and how large all of them may be: on all their cases together. */
@Injectable()
export class FileQuota {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'files'>) {}

  /**
   * Binds merchants alone: a full quota must not keep the desk from filing what an authority or a vendor sent. Of what the
   * desk filed nothing counts either, else a merchant could tell that there is something.
   * @param addedBytes of the file that is to be kept. Then two that come at once take their turns.
   * @throws DomainError GUARD_REFUSED, rule `files.quota`
   */
  async need(tx: Tx, actor: Actor, merchantId: string, addedBytes: number | null): Promise<void> {
    if (!isMerchantUser(actor)) return;
    if (addedBytes !== null) await tx.query(TAKE_TURNS, [merchantId]);
    const [held] = await tx.query<{ files: number; bytes: string }[]>(HELD, [merchantId]);
    const { merchantFiles, merchantBytes } = this.config.files;
    const bytes = Number(held?.bytes ?? 0) + (addedBytes ?? 0);
    if ((held?.files ?? 0) < merchantFiles && bytes <= merchantBytes) return;
    const megabytes = Math.floor(merchantBytes / 1024 ** 2);
    throw new DomainError('GUARD_REFUSED', {
      rule: 'files.quota',
      field: 'file',
      detail: {
        zh: `贵商户的文件已达上限（共 ${merchantFiles} 个、${megabytes} MB）；请缩小文件，或致电客服由我们代为提交。`,
        en: `Your files are at their limit (${merchantFiles} files and ${megabytes} MB in all): send a smaller file, or call us and we file it for you.`,
      },
    });
  }
}

const TAKE_TURNS = `SELECT pg_advisory_xact_lock(hashtextextended('files of ' || $1, 0))`;

const HELD = `
SELECT count(*)::int AS files, coalesce(sum(held.size_bytes), 0) AS bytes FROM (
  SELECT f.size_bytes FROM freeze_case c JOIN evidence_item i ON i.case_id = c.id AND i.supplier = 'merchant'
    JOIN evidence_file f ON f.item_id = i.id WHERE c.merchant_id = $1
  UNION ALL
  SELECT f.size_bytes FROM freeze_case c JOIN proof_file f ON f.case_id = c.id
  WHERE c.merchant_id = $1 AND f.from_merchant AND f.taken_from IS NULL
  UNION ALL
  SELECT f.size_bytes FROM freeze_case c JOIN message_file f ON f.case_id = c.id
  WHERE c.merchant_id = $1 AND f.uploaded_by IN (SELECT id FROM app_user WHERE merchant_id = $1)
) held`;
