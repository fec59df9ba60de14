import { Injectable } from '@nestjs/common';
import {
  DomainError,
  decodeCursor,
  encodeCursor,
  isMerchantUser,
  isUuid,
  type Actor,
  type Page,
  type UserActor,
} from '@thaw/kernel';
import { Database, plannedOnce, type Tx } from '@thaw/platform';
import type { SearchSource } from '../entities';
import type { Bind } from '../listing/listing-sql';
import { seenIdsSql } from '../listing/page-sql';
import { seenBy } from '../listing/seen-by';
import { seesParts } from '../visibility';
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
/** Found so often among those, whoever may see it, it is walked on to; else it is so rare that the index of pairs names few. */
const COMMON_FROM = 5;
/** So many pages of those are asked about: who sees less than that of them sees little, and is served otherwise. */
const ASKED_ABOUT = 4;
const WALK_MOST = 20_000;
/** Who sees no more cases than these has the texts of each looked through for what is common. */
const FEW_CASES = 1_500;

interface FoundRow {
  readonly source: SearchSource;
  readonly source_id: string;
  readonly case_id: string;
  readonly at: Date;
  readonly at_key: string;
}

/** A row that tells something else too, and is there where nothing was found. */
type PerhapsFound = FoundRow | { readonly source_id: null };

const foundIn = (rows: readonly PerhapsFound[]): readonly FoundRow[] =>
  rows.filter((row): row is FoundRow => row.source_id !== null);

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
 * name too many of a common one to sort them. Whoever sees few cases would walk past all that is others': what is common is
 * looked for in those cases.
 */
async function findRows(tx: Tx, actor: Actor, asked: Asked): Promise<readonly FoundRow[]> {
  const { near, common } = await probe(tx, actor, asked);
  if (near.length >= asked.most) return near;
  if (common) {
    const few = seesParts(actor) ? await inFewCases(tx, actor, asked) : null;
    if (few) return few;
    const far = await walk(tx, actor, asked);
    if (far.length >= asked.most) return far;
  }
  return statement<FoundRow>(tx, actor, asked, ({ found, words, after }, bind) =>
    found(`(SELECT * FROM texts_with(${bind(bigrams(asked.form))}::text[], ${words}) s WHERE ${after})`),
  );
}

/** @returns what is found among the newest texts, and whether it stands there often, on cases of whomever. */
async function probe(
  tx: Tx,
  actor: Actor,
  asked: Asked,
): Promise<{ readonly near: readonly FoundRow[]; readonly common: boolean }> {
  const rows = await statement<PerhapsFound & { readonly hits: number }>(
    tx,
    actor,
    asked,
    // All hits are counted only where they gave no whole page: else the walk ends when that is full.
    ({ found, newest }) => `WITH hits AS MATERIALIZED (${newest(PROBE)}),
        found AS MATERIALIZED (${found(`(SELECT * FROM hits ORDER BY at DESC, source_id DESC, case_id DESC LIMIT ${ASKED_ABOUT * asked.most})`)}),
        told AS MATERIALIZED (SELECT CASE WHEN (SELECT count(*) FROM found) < ${asked.most}
          THEN (SELECT count(*) FROM hits)::integer ELSE ${asked.most} END AS hits)
      SELECT told.hits, f.* FROM told LEFT JOIN found f ON true ORDER BY f.at DESC, f.source_id DESC, f.case_id DESC`,
  );
  return {
    near: foundIn(rows),
    common: (rows[0]?.hits ?? 0) >= COMMON_FROM,
  };
}

const walk = (tx: Tx, actor: Actor, asked: Asked): Promise<readonly FoundRow[]> =>
  statement<FoundRow>(tx, actor, asked, ({ found, newest }) => found(`(${newest(WALK_MOST)})`));

/** Null for whoever sees more cases than few. */
async function inFewCases(tx: Tx, actor: UserActor, asked: Asked): Promise<readonly FoundRow[] | null> {
  const rows = await statement<PerhapsFound & { readonly few: boolean }>(
    tx,
    actor,
    asked,
    ({ page, after, words }, bind) => `WITH seen AS MATERIALIZED (${seenIdsSql(actor, FEW_CASES + 1, bind)}),
      told AS MATERIALIZED (SELECT count(*) <= ${FEW_CASES} AS few FROM seen)
      SELECT told.few, f.* FROM told LEFT JOIN (${page(
        `case_search s WHERE s.case_id = ANY (ARRAY(SELECT id FROM seen WHERE (SELECT few FROM told)))
           AND ${after} AND s.form LIKE ${words}`,
      )}) f ON true
      ORDER BY f.at DESC, f.source_id DESC, f.case_id DESC`,
  );
  return rows[0]?.few === true ? foundIn(rows) : null;
}

interface Parts {
  readonly words: string;
  /** Of texts `s`: those behind where the last page ended. */
  readonly after: string;
  /** The newest hits of as many texts. */
  readonly newest: (depth: number) => string;
  readonly page: (hits: string) => string;
  /** A page of texts that are hits, of cases that whoever asks may see. */
  readonly found: (hits: string) => string;
}

function statement<R extends object>(
  tx: Tx,
  actor: Actor,
  { form, after: end, most }: Asked,
  shape: (parts: Parts, bind: Bind) => string,
): Promise<readonly R[]> {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  // Neither sign of a pattern stands in a form.
  const words = `${bind(`%${form}%`)}::text`;
  const after = end
    ? `(s.at, s.source_id, s.case_id) <
       (to_timestamp(${bind(end[0])}::double precision), ${bind(end[1])}::uuid, ${bind(end[2])}::uuid)`
    : 'true';
  const newest = (depth: number): string => {
    const findable = isMerchantUser(actor)
      ? `s.merchant_sees AND s.merchant_id = ${bind(actor.merchantId)}::uuid`
      : 'true';
    return `SELECT * FROM (SELECT source, source_id, case_id, at, form FROM case_search s WHERE ${after} AND ${findable}
       ORDER BY s.at DESC, s.source_id DESC, s.case_id DESC LIMIT ${depth}) s
     WHERE s.form LIKE ${words} ORDER BY s.at DESC, s.source_id DESC, s.case_id DESC`;
  };
  const page = (hits: string): string =>
    `SELECT s.source, s.source_id, s.case_id, s.at, extract(epoch FROM s.at)::text AS at_key FROM ${hits}
     ORDER BY s.at DESC, s.source_id DESC, s.case_id DESC LIMIT ${most}`;
  // Text by text: joined, all of them would be asked about before the first is given.
  const found = (hits: string): string =>
    page(
      `${hits} s WHERE EXISTS (SELECT FROM freeze_case c WHERE c.id = s.case_id AND ${seenBy(actor, bind)} OFFSET 0)`,
    );
  return plannedOnce<R>(tx, shape({ words, after, newest, found, page }, bind), values);
}

/** What was written, read from where it stands: the rows of the search hold no text that could be shown. */
async function hitsOf(tx: Tx, found: readonly FoundRow[], form: string): Promise<readonly SearchHit[]> {
  if (found.length === 0) return [];
  const rows = await plannedOnce<{ readonly number: string; readonly written: string | null }>(
    tx,
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
