import { DomainError, UNSTORABLE_TEXT, isStorable, maskCardNumbers } from '@thaw/kernel';

export const CALENDAR_REASON_MOST = 500;

/** Why somebody changes a calendar, as it is kept. @throws DomainError INVALID_REQUEST */
export function checkReason(reason: string): string {
  const kept = maskCardNumbers(reason.trim());
  if (!isStorable(kept))
    throw new DomainError('INVALID_REQUEST', { field: 'reason', detail: UNSTORABLE_TEXT });
  if (kept !== '' && [...kept].length <= CALENDAR_REASON_MOST) return kept;
  throw new DomainError('INVALID_REQUEST', {
    field: 'reason',
    detail: {
      zh: `请说明原因，1–${CALENDAR_REASON_MOST} 个字符；上传文件时放在文件之前的 reason 字段中。`,
      en: `Say why, in 1 to ${CALENDAR_REASON_MOST} characters; with a file, in a field "reason" before it.`,
    },
  });
}
