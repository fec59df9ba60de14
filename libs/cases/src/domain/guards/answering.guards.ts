import { codes, type Guard } from './guard';
import { hasText } from '../payload-checks';
import { refusal } from '../refusal';

export const nothingMissing: Guard = (_snapshot, { items }, attempt) => {
  const absences = absencesOf(attempt.payload);
  const missing = items.filter(
    (item) => item.inOpenRequest && item.supplier === 'merchant' && item.required && item.state !== 'accepted' &&
      item.files === 0 && !item.absenceReason && !absences.has(item.id),
  ); // prettier-ignore
  return missing.length === 0
    ? null
    : refusal('submit_evidence.complete', `请为以下材料上传文件，或说明无法提供的原因：${codes(missing)}。`, `Upload a file for these items, or say why you cannot: ${codes(missing)}.`, 'absences'); // prettier-ignore
};

/**
 * Staff who answer for the merchant bring what the merchant said: a file handed in since the request, or why there is
 * none. Without it the merchant would count as heard, and could be terminated, without ever having been asked.
 */
export const answerBrought: Guard = (_snapshot, { items }, attempt) => {
  if (attempt.persona === 'merchant') return null;
  const absences = absencesOf(attempt.payload);
  const brought = items.some(
    ({ id, inOpenRequest, supplier, filesSinceAsked }) =>
      inOpenRequest && supplier === 'merchant' && (filesSinceAsked > 0 || absences.has(id)),
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
