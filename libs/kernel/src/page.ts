import { readInstant } from './instant';
import { isUuid } from './is-uuid';

/** A keyset page: `next` is an opaque cursor, null at the end. Pages are stable under change; there is no offset. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export const PAGE_LIMIT_DEFAULT = 50;
export const PAGE_LIMIT_MAX = 200;

export const encodeCursor = (parts: readonly string[]): string =>
  Buffer.from(JSON.stringify(parts), 'utf8').toString('base64url');

/** Returns the parts, or null where the cursor is not one of ours. */
export function decodeCursor(cursor: string, length: number): readonly string[] | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(parts) || parts.length !== length) return null;
    return parts.every((part) => typeof part === 'string') ? parts : null;
  } catch {
    return null;
  }
}

/** For lists in the order of an instant and an id: `[ISO instant, uuid]`. Null where the database could not read it. */
export function decodeInstantCursor(cursor: string): { readonly at: string; readonly id: string } | null {
  const [at, id] = decodeCursor(cursor, 2) ?? [];
  if (at === undefined || id === undefined || !readInstant(at) || !isUuid(id)) return null;
  return { at, id };
}
