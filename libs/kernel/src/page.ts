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

const INSTANT = /^[12]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** For lists in the order of an instant and an id: `[ISO instant, uuid]`. Null where the database could not read it. */
export function decodeInstantCursor(cursor: string): { readonly at: string; readonly id: string } | null {
  const [at, id] = decodeCursor(cursor, 2) ?? [];
  if (at === undefined || id === undefined || !INSTANT.test(at) || !UUID.test(id)) return null;
  const ms = Date.parse(at);
  // A day that no month has is read as one of the next month: only what comes back as it was is an instant.
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 19) !== at.slice(0, 19) ? null : { at, id };
}
