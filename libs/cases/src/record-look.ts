import { recordRead } from '@thaw/audit';
import { isMerchantUser, type Actor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';

/** The parts of a case that are read by themselves, by the table that most of each lies in. */
type Part =
  'freeze_case' | 'case_event' | 'notification' | 'finding' | 'transaction' | 'case_message' | 'case_note';

/** That staff read a case, or a part of it. What merchants read of their own is nobody's concern. */
export async function recordLook(tx: Tx, actor: Actor, caseId: string, part: Part): Promise<void> {
  if (isMerchantUser(actor)) return;
  await recordRead(tx, 'look', { subject: part, key: caseId, caseId });
}
