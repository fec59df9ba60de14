import { DomainError, isUuid, type Bilingual } from '@thaw/kernel';
import { CASE_FIELDS, fieldOf, type CaseField, type CaseFieldName, type Operator } from './case-fields';
import { durationMs, namesTime } from './relative-time';

/** One condition: its values stand beside each other with "or", conditions with "and". */
export interface Condition {
  readonly field: CaseFieldName;
  readonly op: Operator;
  /** As the field writes them; of a person `me`, `nobody` or an id; of a time RFC 3339, `now`, `now+24h`, `today`. */
  readonly values: readonly string[];
}

export const SORTS = ['opened', 'changed', 'decision_due', 'priority'] as const;
export type SortBy = (typeof SORTS)[number];

/** Which cases, and in which order. */
export interface CaseListing {
  /** `open`: not closed. Only open cases are sorted by when they are due: on a closed one no clock runs. */
  readonly scope: 'open' | 'closed' | 'all';
  readonly conditions: readonly Condition[];
  readonly sort: { readonly by: SortBy; readonly descending: boolean };
}

export const CONDITIONS_MOST = 20;
export const VALUES_MOST = 50;

const SCOPES: readonly CaseListing['scope'][] = ['open', 'closed', 'all'];

/**
 * Reads a listing as it was sent or stored.
 * @throws DomainError INVALID_REQUEST that names the part and says what may stand there.
 */
export function readListing(raw: unknown, at = 'listing'): CaseListing {
  const { scope = 'open', conditions = [], sort = {} } = recordOf(raw, at);
  const { by = 'priority', descending = false } = recordOf(sort, `${at}.sort`);
  const listing: CaseListing = {
    scope: oneOf(scope, SCOPES, `${at}.scope`),
    conditions: listOf(conditions, `${at}.conditions`, CONDITIONS_MOST).map((condition, index) =>
      readCondition(condition, `${at}.conditions[${index}]`),
    ),
    sort: { by: oneOf(by, SORTS, `${at}.sort.by`), descending: yesOrNo(descending, `${at}.sort.descending`) },
  };
  if (listing.scope !== 'open' && (listing.sort.by === 'decision_due' || listing.sort.by === 'priority')) {
    refuse(
      `${at}.sort.by`,
      '只有未结案件可以按到期或优先级排序；请改按开案或变动时间排序，或只看未结案件。',
      'Only open cases are sorted by due time or priority: sort by opened or changed, or ask for open cases.',
    );
  }
  return listing;
}

function readCondition(raw: unknown, at: string): Condition {
  const { field, op, values = [] } = recordOf(raw, at);
  const name = oneOf(field, Object.keys(CASE_FIELDS) as CaseFieldName[], `${at}.field`);
  const known = fieldOf(name) as CaseField;
  const operator = oneOf(op, known.operators, `${at}.op`);
  const given = listOf(values, `${at}.values`, VALUES_MOST);
  const [least, most] = valuesOf(operator);
  if (given.length < least || given.length > most) {
    const of = known.title;
    refuse(
      `${at}.values`,
      most === 0
        ? `“${of.zh}”的这个条件不带值。`
        : `“${of.zh}”的这个条件需要 ${least === most ? least : `${least} 至 ${most}`} 个值。`,
      most === 0
        ? `This condition on “${of.en}” takes no value.`
        : `This condition on “${of.en}” takes ${least === most ? least : `${least} to ${most}`} value(s).`,
    );
  }
  return {
    field: name,
    op: operator,
    values: given.map((value, index) => readValue(known, operator, value, `${at}.values[${index}]`)),
  };
}

function valuesOf(op: Operator): readonly [least: number, most: number] {
  if (op === 'is' || op === 'is_not') return [1, VALUES_MOST];
  return op === 'is_empty' || op === 'is_not_empty' || op === 'today' ? [0, 0] : [1, 1];
}

function readValue(field: CaseField, op: Operator, value: unknown, at: string): string {
  const text = typeof value === 'string' ? value : '';
  const of = field.title;
  if (field.values) return oneOf(value, field.values, at);
  if (field.kind === 'person') {
    if (text === 'me' || text === 'nobody' || isUuid(text)) return text.toLowerCase();
    refuse(at, `“${of.zh}”请写 me、nobody 或用户编号。`, `“${of.en}” is me, nobody, or the id of a user.`);
  }
  if (op === 'within_next' || op === 'within_last') {
    if (durationMs(text) !== null) return text;
    refuse(at, '时长写作 24h 或 3d，最长 731d。', 'Write a length of time as 24h or 3d, of 731d at most.');
  }
  if (field.kind === 'instant') {
    if (namesTime(text)) return text;
    refuse(
      at,
      `“${of.zh}”请写 RFC 3339 时间、now、now+24h、now-3d、today 或 tomorrow。`,
      `“${of.en}” is a time of RFC 3339, now, now+24h, now-3d, today or tomorrow.`,
    );
  }
  if (!field.pattern || field.pattern.test(text)) return text;
  return refuse(at, `“${of.zh}”的格式不对。`, `This is not how “${of.en}” is written.`);
}

function recordOf(raw: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return raw as Record<string, unknown>;
  return refuse(at, '此处应为对象。', 'An object is wanted here.');
}

function listOf(raw: unknown, at: string, most: number): readonly unknown[] {
  if (Array.isArray(raw) && raw.length <= most) return raw;
  return refuse(at, `此处应为数组，最多 ${most} 项。`, `A list of at most ${most} is wanted here.`);
}

function oneOf<T extends string>(raw: unknown, allowed: readonly T[], at: string): T {
  const found = allowed.find((value) => value === raw);
  return found ?? refuse(at, `可选：${allowed.join('、')}。`, `One of: ${allowed.join(', ')}.`);
}

function yesOrNo(raw: unknown, at: string): boolean {
  return typeof raw === 'boolean' ? raw : refuse(at, '请写 true 或 false。', 'Write true or false.');
}

function refuse(field: string, zh: string, en: string): never {
  const detail: Bilingual = { zh, en };
  throw new DomainError('INVALID_REQUEST', { field, detail });
}
