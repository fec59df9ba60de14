import { Injectable } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';

import type { EvidenceCode } from '../domain';
import { TellingEffects } from '../effects/telling-effects';
import { EvidenceItem, type FreezeCase } from '../entities';
import { EventLog } from '../event-log';
import type { FileKind } from './file-kinds';

const CLOCK_PART = systemActor('clock');

interface RefusedFile {
  readonly fileName: string;
  readonly itemId: string | null;
  readonly code: EvidenceCode | null;
  /** The merchant handed it in, or the desk for them. */
  readonly ofMerchant: boolean;
}

/** What follows where malware was found in a file: whoever has to send another is told so, and what rested on it does no more. */
@Injectable()
export class RefusedFiles {
  constructor(
    private readonly events: EventLog,
    private readonly telling: TellingEffects,
  ) {}

  /** @param freezeCase locked by the caller. */
  async tell(tx: Tx, freezeCase: FreezeCase, kind: FileKind, fileId: string, now: Date): Promise<void> {
    const [file] = await tx.query<RefusedFile[]>(OF[kind], [fileId]);
    if (!file) return;
    const { fileName, itemId, code, ofMerchant } = file;
    if (itemId !== null) await this.openAnew(tx, itemId);
    await this.events.append(tx, {
      caseId: freezeCase.id,
      at: now,
      actor: CLOCK_PART,
      persona: 'clock',
      from: freezeCase.state,
      to: freezeCase.state,
      draft: {
        type: ofMerchant ? 'merchant_file_refused' : 'file_refused',
        data: { kind, fileId, ...(code === null ? {} : { code, itemId }) },
      },
    });
    const context = { tx, freezeCase, actor: CLOCK_PART, now, fromMerchant: false };
    await this.telling.taskForOwner(context, { kind: 'task_for_owner', task: 'file_refused', about: fileId });
    if (ofMerchant)
      await this.telling.notifyMerchant(context, {
        kind: 'notify_merchant',
        template: 'file_refused',
        fileName,
        about: fileId,
      });
  }

  /** What was handed in and has no other file counts as rejected, so that it is asked for again and not decided on. */
  private async openAnew(tx: Tx, itemId: string): Promise<void> {
    const item = await tx.findOneBy(EvidenceItem, { id: itemId, state: 'supplied' });
    if (!item || item.absenceReason !== null) return;
    const [counted] = await tx.query<unknown[]>(
      `SELECT FROM evidence_file WHERE item_id = $1 AND malware_scan <> 'refused' AND NOT rejected LIMIT 1`,
      [itemId],
    );
    if (counted) return;
    await tx.update(EvidenceItem, { id: itemId }, { state: 'rejected', assessmentReason: SEND_ANOTHER });
  }
}

const SEND_ANOTHER =
  '文件未通过安全检查，请在安全的设备上重新制作并上传。Malware was found in the file: make it anew on a clean device and upload that.';

const OF: { readonly [kind in FileKind]: string } = {
  evidence_file: `SELECT f.file_name AS "fileName", i.id AS "itemId", i.code, i.supplier = 'merchant' AS "ofMerchant"
    FROM evidence_file f JOIN evidence_item i ON i.id = f.item_id WHERE f.id = $1`,
  proof_file: `SELECT file_name AS "fileName", NULL AS "itemId", NULL AS code, from_merchant AS "ofMerchant"
    FROM proof_file WHERE id = $1`,
  message_file: `SELECT f.file_name AS "fileName", NULL AS "itemId", NULL AS code, u.merchant_id IS NOT NULL AS "ofMerchant"
    FROM message_file f JOIN app_user u ON u.id = f.uploaded_by WHERE f.id = $1`,
  note_file: `SELECT file_name AS "fileName", NULL AS "itemId", NULL AS code, false AS "ofMerchant"
    FROM note_file WHERE id = $1`,
};
