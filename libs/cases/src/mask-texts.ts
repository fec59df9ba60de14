import { maskCardNumbers } from '@thaw/kernel';

/** Masks card numbers in every text of what a person sent, before anything of it is decided on, stored or logged. */
export function maskTexts<T>(value: T): T {
  if (typeof value === 'string') return maskCardNumbers(value) as T;
  if (Array.isArray(value)) return value.map((part: unknown) => maskTexts(part)) as T;
  if (value instanceof Date || value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, maskTexts(part as unknown)]),
  ) as T;
}
