import { DomainError, maskCardNumbers } from '@thaw/kernel';

const NAME_MAX = 100;
const NOTE_MAX = 2000;

/** @throws DomainError INVALID_REQUEST */
export function checkSetName(name: string): string {
  const stored = maskCardNumbers(name.trim());
  if (stored !== '' && [...stored].length <= NAME_MAX && !/\p{Cc}/u.test(stored)) return stored;
  throw new DomainError('INVALID_REQUEST', {
    field: 'name',
    detail: {
      zh: `名称需为 1–${NAME_MAX} 个字符，不能有换行或控制字符。`,
      en: `The name takes 1 to ${NAME_MAX} characters, without line breaks or control characters.`,
    },
  });
}

/** @throws DomainError INVALID_REQUEST */
export function checkNote(note = ''): string {
  const stored = maskCardNumbers(note.trim());
  if ([...stored].length <= NOTE_MAX) return stored;
  throw new DomainError('INVALID_REQUEST', {
    field: 'note',
    detail: { zh: `说明最多 ${NOTE_MAX} 个字符。`, en: `The note takes up to ${NOTE_MAX} characters.` },
  });
}
