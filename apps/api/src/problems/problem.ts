import type { Bilingual, DomainError, Locale } from '@thaw/kernel';
import { PROBLEM_MAP } from './problem-map';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

/** RFC 9457 problem details with Thaw's own members. */
export interface Problem {
  /** `urn:thaw:problem:<code>` */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable; a client may branch on it. */
  readonly code: string;
  /** What is wrong with this very request. */
  readonly detail?: string;
  /** What to do next. */
  readonly action: string;
  readonly requestId: string;
  readonly [member: string]: unknown;
}

/** The refusal as the reader is told it. */
export function problemOf(error: DomainError, requestId: string, locale: Locale): Problem {
  const { status, title, action } = PROBLEM_MAP[error.code];
  const { detail, field, rule, extra } = error.context;
  return {
    ...(localised(extra ?? {}, locale) as Record<string, unknown>),
    type: `urn:thaw:problem:${error.code}`,
    title: title[locale],
    status,
    code: error.code,
    ...(detail !== undefined && { detail: localised(detail, locale) as string }),
    action: action[locale],
    requestId,
    ...(field !== undefined && { field }),
    ...(rule !== undefined && { rule }),
  };
}

/** Every {@link Bilingual} inside is told in the reader's language; all else is passed on. */
function localised(value: unknown, locale: Locale): unknown {
  if (Array.isArray(value)) return value.map((item) => localised(item, locale));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (isBilingual(value)) return value[locale];
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, localised(member, locale)]));
}

const isBilingual = (value: object): value is Bilingual =>
  Object.keys(value).length === 2 &&
  'zh' in value &&
  'en' in value &&
  typeof value.zh === 'string' &&
  typeof value.en === 'string';
