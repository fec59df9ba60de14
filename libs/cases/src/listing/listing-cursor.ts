import { createHash } from 'node:crypto';
import { DomainError, canonicalJson, decodeCursor, encodeCursor, isUuid } from '@thaw/kernel';
import type { CaseListing } from './case-listing';
import { SORT_KEYS } from './listing-sql';

/** Where a page ended: the keys of its last case as text, and its id. */
export interface PageEnd {
  readonly keys: readonly string[];
  readonly id: string;
}

/** Names the listing, so that the cursor of one does not pass for that of another. */
const digestOf = (listing: CaseListing): string =>
  createHash('sha256').update(canonicalJson(listing)).digest('base64url').slice(0, 12);

export const cursorAfter = (listing: CaseListing, { keys, id }: PageEnd): string =>
  encodeCursor([digestOf(listing), ...keys, id]);

/** @throws DomainError INVALID_REQUEST for a cursor of another listing, or of nobody's. */
export function readCursor(listing: CaseListing, cursor: string): PageEnd {
  const sortKeys = SORT_KEYS[listing.sort.by];
  const [digest, ...rest] = decodeCursor(cursor, sortKeys.length + 2) ?? [];
  const keys = rest.slice(0, -1);
  const id = rest.at(-1);
  const readable = keys.every((key, index) =>
    sortKeys[index]?.kind === 'integer'
      ? /^\d{1,9}$/.test(key)
      : /^(?:Infinity|\d{1,10}(?:\.\d{1,6})?)$/.test(key),
  );
  if (digest === digestOf(listing) && id !== undefined && isUuid(id) && readable) return { keys, id };
  throw new DomainError('INVALID_REQUEST', {
    field: 'cursor',
    detail: {
      zh: '游标不属于这个列表，请从第一页重新开始。',
      en: 'This cursor is not one of this list: start from the first page.',
    },
  });
}
