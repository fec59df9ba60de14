import { standInsFor } from '../evidence-standing';
import type { ItemFact } from '../facts';
import { hasText } from '../payload-checks';
import { filesWanted } from '../reference';
import { refusal, type Refusal } from '../refusal';
import type { Guard } from './guard';

/** What is saved for now needs not be whole. */
export const nothingMissing: Guard = (snapshot, { items }, attempt) => {
  if ((attempt.payload as { partial?: boolean | null } | null)?.partial) return null;
  const absences = absencesOf(attempt.payload);
  const wanted = ({ code }: ItemFact): number =>
    filesWanted(snapshot.reference, snapshot.reasonCode, code).min;
  const asked = items.filter(({ inOpenRequest, supplier }) => inOpenRequest && supplier === 'merchant');
  const slips = asked.reduce(
    (open, { state, slipsOpen }) => open + (state === 'waived' ? 0 : (slipsOpen ?? 0)),
    0,
  );
  if (slips > 0) return slipsMissing(slips);
  const missing = asked.filter(
    (item) =>
      item.required &&
      item.slipsOpen === null &&
      item.state !== 'accepted' &&
      item.state !== 'waived' &&
      !item.absenceReason &&
      !absences.has(item.id) &&
      item.countedFiles < wanted(item) &&
      !standInsFor(snapshot, asked, item).some((other) => other.countedFiles >= wanted(other)),
  );
  if (missing.length === 0) return null;
  const more = (item: ItemFact): number => wanted(item) - item.countedFiles;
  return refusal(
    'submit_evidence.complete',
    `请为以下材料上传文件，或说明无法提供的原因：${missing.map((item) => `${item.code}（还需 ${more(item)} 个文件）`).join('、')}。`,
    `Upload files for these items, or say why you cannot: ${missing.map((item) => `${item.code} (${more(item)} more)`).join(', ')}.`,
    'absences',
  );
};

/** Each slip that was asked for is answered, by itself or by the word that there is none: an item's word does not do. */
const slipsMissing = (open: number): Refusal =>
  refusal(
    'submit_evidence.complete',
    `尚有 ${open} 笔签购单未答复：请逐笔提供签购单，或说明无法提供的原因。`,
    `${open === 1 ? '1 slip is' : `${open} slips are`} not answered yet: give each, or say why there is none.`,
    'slips',
  );

/**
 * Staff who answer for the merchant bring what the merchant said: a file handed in since the request, or why there is
 * none. Without it the merchant would count as heard, and could be terminated, without ever having been asked.
 */
export const answerBrought: Guard = (_snapshot, { items }, attempt) => {
  if (attempt.persona === 'merchant') return null;
  const absences = absencesOf(attempt.payload);
  const brought = items.some(
    ({ id, inOpenRequest, supplier, filesSinceAsked, slipsOpen }) =>
      inOpenRequest &&
      supplier === 'merchant' &&
      (filesSinceAsked > 0 || slipsOpen === 0 || absences.has(id)),
  );
  return brought
    ? null
    : refusal(
        'submit_evidence.answer_brought',
        '代商户提交时，请至少上传一份商户在本次请求之后交来的文件，或注明商户所述的无法提供的原因。',
        'To answer for the merchant, upload a file handed in since the request, or state why the merchant has none.',
        'absences',
      );
};

function absencesOf(payload: unknown): ReadonlySet<string> {
  const absences =
    (payload as { absences?: readonly { itemId: string; reason: string }[] } | null)?.absences ?? [];
  return new Set(absences.filter(({ reason }) => hasText(reason)).map(({ itemId }) => itemId));
}
