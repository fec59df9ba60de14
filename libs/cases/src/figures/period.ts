import { DomainError, type Zone } from '@thaw/kernel';

const DAY_MS = 86_400_000;
const USUAL_DAYS = 30;
/** A leap year: longer reads the desk's whole past for one answer. */
const MOST_DAYS = 366;

/** Days of the desk's zone, both within the period. */
export interface Period {
  readonly from: string;
  readonly to: string;
  /** The first instant of it, and the first after it. */
  readonly begins: Date;
  readonly ends: Date;
}

/**
 * The period that is asked for; left out, the last 30 days with today. It ends now where it reaches beyond.
 * @throws DomainError INVALID_REQUEST naming `from` or `to`
 */
export function periodOf(
  zone: Zone,
  now: Date,
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
): Period {
  const today = zone.dayOf(now.getTime());
  const to = asked.to === undefined ? today : dayNumber('to', asked.to);
  const from = asked.from === undefined ? to - USUAL_DAYS + 1 : dayNumber('from', asked.from);
  if (from > to)
    throw refused(
      'from',
      '起始日期不能晚于结束日期。',
      'The period begins after it ends: give an earlier `from`.',
    );
  if (from > today)
    throw refused('from', '起始日期尚未到来。', 'The period has not begun yet: give a day up to today.');
  if (to - from >= MOST_DAYS)
    throw refused(
      'from',
      `一次最多统计 ${MOST_DAYS} 天。`,
      `At most ${MOST_DAYS} days at a time: give a later \`from\`.`,
    );
  return {
    from: dayText(from),
    to: dayText(to),
    begins: new Date(zone.startOfDay(from)),
    ends: new Date(Math.min(zone.startOfDay(to + 1), now.getTime())),
  };
}

const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

function dayNumber(field: 'from' | 'to', text: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at) || dayText(at / DAY_MS) !== text)
    throw refused(field, '请填写日期，如 2026-11-28。', 'Give a day that there is, as 2026-11-28.');
  return at / DAY_MS;
}

const refused = (field: string, zh: string, en: string): DomainError =>
  new DomainError('INVALID_REQUEST', { field, detail: { zh, en } });
