import { dayText, type Bilingual } from '@thaw/kernel';
import type { FindingHead } from './rule';

/** Seconds since local midnight → "HH:MM:SS". */
export function clockText(second: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
}

/** Local day and second → "YYYY-MM-DD HH:MM:SS". */
export const momentText = (day: number, second: number): string => `${dayText(day)} ${clockText(second)}`;

const DAY_SECONDS = 86_400;

/** Local day and second as one whole number, which details may hold: seconds of the wall clock since 1970. */
export const momentMark = (day: number, second: number): number => day * DAY_SECONDS + second;

export const markText = (mark: number): string =>
  momentText(Math.floor(mark / DAY_SECONDS), mark % DAY_SECONDS);

/** 24 h → "24 小时" / "24 hours", 90 s → "90 秒" / "90 seconds". */
export function durationText(seconds: number): Bilingual {
  if (seconds % 3600 === 0) return { zh: `${seconds / 3600} 小时`, en: countText(seconds / 3600, 'hour') };
  if (seconds % 60 === 0) return { zh: `${seconds / 60} 分钟`, en: countText(seconds / 60, 'minute') };
  return { zh: `${seconds} 秒`, en: countText(seconds, 'second') };
}

/** 1 → "1 month", 2 → "2 months". */
export const countText = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A detail that the rule itself put; its absence is a mistake in the rule, not in the data. */
export function detailOf(finding: FindingHead, name: string): number {
  const value = finding.details?.[name];
  if (value === undefined) throw new Error(`finding ${finding.key} has no detail "${name}"`);
  return value;
}
