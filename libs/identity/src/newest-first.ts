import {
  DomainError,
  PAGE_LIMIT_DEFAULT,
  PAGE_LIMIT_MAX,
  decodeInstantCursor,
  encodeCursor,
  type Page,
} from '@thaw/kernel';

/** Which part of a list is wanted; `cursor` is the `next` of the page before. */
export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

interface Placed {
  readonly id: string;
  readonly createdAt: Date;
}

/** Parameters for `WHERE ($1::timestamptz IS NULL OR (created_at, id) < ($1, $2::uuid)) … LIMIT $3`. */
export function pageParameters(request: PageRequest): readonly [string | null, string | null, number] {
  const limit = Math.min(Math.max(request.limit ?? PAGE_LIMIT_DEFAULT, 1), PAGE_LIMIT_MAX) + 1;
  if (request.cursor === undefined) return [null, null, limit];
  const place = decodeInstantCursor(request.cursor);
  if (!place) {
    throw new DomainError('INVALID_REQUEST', {
      field: 'cursor',
      detail: {
        zh: '分页游标无效：请原样传回上一页的 next，或去掉它从头开始。',
        en: 'The cursor is not one of ours: pass the `next` of the page before as it is, or leave it out to start over.',
      },
    });
  }
  return [place.at, place.id, limit];
}

/** One row more than the limit was asked for, so that the last page can say that it is. */
export function toPage<T extends Placed>(rows: readonly T[], limitAndOne: number): Page<T> {
  const items = rows.slice(0, limitAndOne - 1);
  const last = items.at(-1);
  return {
    items,
    next: last && rows.length === limitAndOne ? encodeCursor([last.createdAt.toISOString(), last.id]) : null,
  };
}
