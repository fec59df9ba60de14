import { language } from '../language/language';
import { deskZone } from './desk';

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string | undefined, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = language() === 'zh' ? 'zh-CN' : 'en-GB';
  const key = `${locale}|${zone ?? ''}|${JSON.stringify(options)}`;
  const known =
    formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, ...(zone && { timeZone: zone }) });
  formats.set(key, known);
  return known;
}

const MINUTE: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
};

export const inDeskZone = (at: string): string => format(deskZone(), MINUTE).format(new Date(at));

const DAY: Intl.DateTimeFormatOptions = { year: 'numeric', month: '2-digit', day: '2-digit' };

/** Of a deadline: what ends at midnight is due by the end of the day before, as people say it. */
export function dueInDeskZone(at: string): string {
  const shown = inDeskZone(at);
  if (!shown.endsWith('00:00')) return shown;
  const day = format(deskZone(), DAY).format(new Date(new Date(at).getTime() - 1));
  return language() === 'zh' ? `${day} 24:00` : `end of ${day}`;
}

export const inReadersZone = (at: string): string =>
  format(undefined, { ...MINUTE, timeZoneName: 'short' }).format(new Date(at));

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** “in 3 hours”, “2 days ago”. */
export function relative(at: string, now: number): string {
  const seconds = (new Date(at).getTime() - now) / 1_000;
  const [unit, size] = STEPS.find(([, each]) => Math.abs(seconds) >= each) ?? ['minute', 60];
  return new Intl.RelativeTimeFormat(language() === 'zh' ? 'zh-CN' : 'en', { numeric: 'auto' }).format(
    Math.trunc(seconds / size),
    unit,
  );
}
