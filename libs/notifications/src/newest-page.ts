import { DomainError, PAGE_LIMIT_DEFAULT, decodeInstantCursor, encodeCursor, type Page } from '@thaw/kernel';
import type { SelectQueryBuilder } from 'typeorm';

/** Which of what went out is wanted; `cursor` is the `next` of the page before. */
export interface NewestRequest<State extends string> {
  readonly state?: State | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** A page of what a query finds under the alias `d`, newest first. @throws DomainError INVALID_REQUEST on `cursor`. */
export async function newestPage<T extends { readonly id: string; readonly createdAt: Date }, V>(
  query: SelectQueryBuilder<T>,
  { state, cursor, limit = PAGE_LIMIT_DEFAULT }: NewestRequest<string>,
  view: (row: T) => V,
): Promise<Page<V>> {
  const after = cursor === undefined ? null : decodeInstantCursor(cursor);
  if (cursor !== undefined && after === null) throw badCursor();
  query
    .orderBy('d.createdAt', 'DESC')
    .addOrderBy('d.id', 'DESC')
    .take(limit + 1);
  if (state !== undefined) query.andWhere('d.state = :state', { state });
  if (after) query.andWhere('(d.created_at, d.id) < (:at::timestamptz, :id::uuid)', after);
  const rows = await query.getMany();
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next = rows.length > limit && last ? encodeCursor([last.createdAt.toISOString(), last.id]) : null;
  return { items: items.map(view), next };
}

const badCursor = (): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field: 'cursor',
    detail: {
      zh: '游标无效，请从第一页重新开始。',
      en: 'This cursor is not one of ours: start from the first page.',
    },
  });
