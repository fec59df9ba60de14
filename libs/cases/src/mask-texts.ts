import { DomainError, UNSTORABLE_TEXT, isStorable, maskCardNumbers, isUuid } from '@thaw/kernel';

/**
 * Masks card numbers in every text of what a person sent, before anything of it is decided on, stored or logged. An id
 * is left alone where the field wants one, but for its letters, which are small as everywhere here: anywhere else a number may be written in the shape of an id.
 * @throws DomainError INVALID_REQUEST naming the field that holds what cannot be stored.
 */
export function maskTexts<T>(value: T, field = ''): T {
  if (typeof value === 'string')
    return (
      /Ids?(\[\d+\])?$/.test(field) && isUuid(value)
        ? value.toLowerCase()
        : maskCardNumbers(storable(value, field))
    ) as T;
  if (Array.isArray(value)) {
    return value.map((part: unknown, index) => maskTexts(part, `${field}[${index}]`)) as T;
  }
  if (value instanceof Date || value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      maskTexts(part as unknown, field === '' ? name : `${field}.${name}`),
    ]),
  ) as T;
}

function storable(text: string, field: string): string {
  if (isStorable(text)) return text;
  throw new DomainError('INVALID_REQUEST', { ...(field !== '' && { field }), detail: UNSTORABLE_TEXT });
}
