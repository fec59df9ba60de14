import { maskCardNumbers } from '@thaw/kernel';
import { invalid } from './record-change';

/** What somebody wrote, trimmed and without card numbers. @throws DomainError INVALID_REQUEST where it is empty. */
export function words(field: string, text: string): string {
  const trimmed = maskCardNumbers(text.trim());
  if (trimmed === '') throw invalid(field, '请填写。', 'Say it in a few words.');
  return trimmed;
}
