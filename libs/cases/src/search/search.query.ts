import { Injectable } from '@nestjs/common';
import {
  DomainError,
  decodeCursor,
  encodeCursor,
  isMerchantUser,
  isUuid,
  type Actor,
  type Page,
} from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import type { SearchSource } from '../entities';
import type { Bind } from '../listing/listing-sql';
import { seenBy } from '../listing/seen-by';
import { isAllFindable } from './search-filling.service';
import { bigrams, searchForm, snippetOf, type Snippet } from './search-text';

/** A text in which it was found. */
export interface SearchHit {
  readonly number: string;
  /** `case`: its number, merchant or terminal. */
  readonly where: SearchSource;
  readonly at: Date;
  /** Null where what was written has been erased since. */
  readonly snippet: Snippet | null;
}

/** A page of hits. */
export interface FoundPage extends Page<SearchHit> {
  /** False while what was written before there was a search is still being made findable. */
  readonly complete: boolean;
}

export const SEARCH_LENGTH_MOST = 100;

/** So many of the newest texts are looked through first: what is common is among them. */
const PROBE = 1_000;
/** Found so often among those, it is walked on to; else it is so rare that the index of pairs names few. */
const COMMON_FROM = 5;
const WALK_MOST = 20_000;

interface FoundRow {
  readonly source: SearchSource;
  readonly source_id: string;
  readonly case_id: string;
  readonly at: Date;
  readonly at_key: string;
}

interface Asked {
  readonly form: string;
  readonly after: readonly [at: string, sourceId: string, caseId: string] | null;
  readonly most: number;
}

/** Finds cases by what is written on them, as far as whoever asks may see it. Never writes. */
@Injectable()
export class SearchCases {
  constructor(private readonly database: Database) {}

  /**
   * Newest text first. Great or small letters, full or half width and punctuation make no difference.
   * @throws DomainError INVALID_REQUEST where less than two characters follow each other, or the cursor is not ours.
   */
  async find(
    actor: Actor,
    query: string,
    { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<FoundPage> {
    const form = searchForm(query);
    if (bigrams(form).length === 0) {
      throw invalid('q', '请至少输入两个相连的文字或数字。', 'Give at least two letters or digits in a row.');
    }
    const asked = { form, after: cursor === undefined ? null : readCursor(cursor), most: limit + 1 };
    return this.database.asActor(actor, async (tx) => {
      const found = await findRows(tx, actor, asked);
      const shown = found.slice(0, limit);
      const last = shown.at(-1);
      return {
        items: await hitsOf(tx, shown, form),
        complete: await isAllFindable(tx),
        next: found.length > limit && last ? encodeCursor([last.at_key, last.source_id, last.case_id]) : null,
      };
    });
  }
}

/**
 * Common terms are found by walking back in time, which ends when the page is full; rare ones by their pairs, which would
 * name too many of a common one to sort them.
 */
async function findRows(tx: Tx, actor: Actor, asked: Asked): Promise<readonly FoundRow[]> {
  const near = await walk(tx, actor, asked, PROBE);
  if (near.length >= asked.most) return near;
  if (near.length >= COMMON_FROM) {
    const far = await walk(tx, actor, asked, WALK_MOST);
    if (far.length >= asked.most) return far;
  }
  return statement(tx, actor, asked, ({ words, after }, bind) => [
    `texts_with(${bind(bigrams(asked.form))}::text[], ${words}) s`,
    after,
  ]);
}

function walk(tx: Tx, actor: Actor, asked: Asked, depth: number): Promise<readonly FoundRow[]> {
  return statement(tx, actor, asked, ({ words, after }, bind) => [
    `(SELECT source, source_id, case_id, at, form FROM case_search s WHERE ${after} AND ${findable(actor, bind)}
      ORDER BY s.at DESC, s.source_id DESC, s.case_id DESC LIMIT ${bind(depth)}) s`,
    `s.form LIKE ${words}`,
  ]);
}

const findable = (actor: Actor, bind: Bind): string =>
  isMerchantUser(actor) ? `s.merchant_sees AND s.merchant_id = ${bind(actor.merchantId)}::uuid` : 'true';

type Shape = (
  parts: { readonly words: string; readonly after: string },
  bind: Bind,
) => readonly [from: string, where: string];

function statement(
  tx: Tx,
  actor: Actor,
  { form, after, most }: Asked,
  shape: Shape,
): Promise<readonly FoundRow[]> {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const parts = {
    // Neither sign of a pattern stands in a form.
    words: bind(`%${form}%`),
    after: after
      ? `(s.at, s.source_id, s.case_id) <
         (to_timestamp(${bind(after[0])}::double precision), ${bind(after[1])}::uuid, ${bind(after[2])}::uuid)`
      : 'true',
  };
  const [from, where] = shape(parts, bind);
  return tx.query<FoundRow[]>(
    `SELECT s.source, s.source_id, s.case_id, s.at, extract(epoch FROM s.at)::text AS at_key FROM ${from}
     WHERE ${where} AND EXISTS (SELECT FROM freeze_case c WHERE c.id = s.case_id AND ${seenBy(actor, bind)})
     ORDER BY s.at DESC, s.source_id DESC, s.case_id DESC LIMIT ${bind(most)}`,
    values,
  );
}

/** What was written, read from where it stands: the rows of the search hold no text that could be shown. */
async function hitsOf(tx: Tx, found: readonly FoundRow[], form: string): Promise<readonly SearchHit[]> {
  if (found.length === 0) return [];
  const rows = await tx.query<{ number: string; written: string | null }[]>(
    `SELECT c.number, CASE f.source
        WHEN 'message' THEN (SELECT body FROM case_message WHERE id = f.source_id)
        WHEN 'note' THEN (SELECT body FROM case_note WHERE id = f.source_id)
        WHEN 'device' THEN (SELECT serial_no FROM device WHERE id = f.source_id)
        ELSE concat_ws(' ', c.number, m.merchant_no, m.name, t.terminal_no) END AS written
     FROM unnest($1::text[], $2::uuid[], $3::uuid[]) WITH ORDINALITY AS f (source, source_id, case_id, place)
     JOIN freeze_case c ON c.id = f.case_id JOIN merchant m ON m.id = c.merchant_id JOIN terminal t ON t.id = c.terminal_id
     ORDER BY f.place`,
    [found.map((row) => row.source), found.map((row) => row.source_id), found.map((row) => row.case_id)],
  );
  return rows.map(({ number, written }, index) => {
    const { source, at } = found[index] as FoundRow;
    return { number, where: source, at, snippet: written === null ? null : snippetOf(written, form) };
  });
}

function readCursor(cursor: string): readonly [string, string, string] {
  const [at, sourceId, caseId] = decodeCursor(cursor, 3) ?? [];
  if (at !== undefined && /^\d{1,10}(\.\d{1,6})?$/.test(at) && sourceId && caseId) {
    if (isUuid(sourceId) && isUuid(caseId)) return [at, sourceId, caseId];
  }
  throw invalid(
    'cursor',
    '游标无效，请从第一页重新开始。',
    'This cursor is not one of ours: start from the first page.',
  );
}

const invalid = (field: string, zh: string, en: string): DomainError =>
  new DomainError('INVALID_REQUEST', { field, detail: { zh, en } });
