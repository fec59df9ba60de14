import {
  PAGE_LIMIT_DEFAULT,
  PAGE_LIMIT_MAX,
  decodeCursor,
  encodeCursor,
  type DomainError,
  type Page,
} from '@thaw/kernel';
import { invalidRequest } from './invalid-request';

/** Which part of a list is wanted; `cursor` is the `next` of the page before. */
export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export const pageLimit = (limit: number | undefined): number =>
  Math.min(Math.max(Math.trunc(limit ?? PAGE_LIMIT_DEFAULT), 1), PAGE_LIMIT_MAX);

/** @throws DomainError INVALID_REQUEST on `cursor` where it is not one of ours. */
export function cursorParts(cursor: string | undefined, length: number): readonly string[] {
  if (cursor === undefined) return [];
  const parts = decodeCursor(cursor, length);
  if (!parts || parts.some((part) => part.includes('\0'))) throw badCursor();
  return parts;
}

export const badCursor = (): DomainError =>
  invalidRequest(
    'cursor',
    '分页游标无效：请原样传回上一页的 next，或去掉它从头开始。',
    'The cursor is not one of ours: pass the `next` of the page before as it is, or leave it out to start over.',
  );

/** One row more than the limit was asked for, so that the last page can say that it is. */
export function toPage<R, V>(
  rows: readonly R[],
  limit: number,
  view: (row: R) => V,
  place: (last: R) => readonly string[],
): Page<V> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(view),
    next: last !== undefined && rows.length > limit ? encodeCursor(place(last)) : null,
  };
}
