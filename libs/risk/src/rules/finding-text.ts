import { dayText } from '@thaw/kernel';
import type { FindingHead } from './rule';

/** Seconds since local midnight → "HH:MM:SS". */
export function clockText(second: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
}

/** Local day and second → "YYYY-MM-DD HH:MM:SS". */
export const momentText = (day: number, second: number): string => `${dayText(day)} ${clockText(second)}`;

/** 1 → "1 month", 2 → "2 months". */
export const countText = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A detail that the rule itself put; its absence is a mistake in the rule, not in the data. */
export function detailOf(finding: FindingHead, name: string): number {
  const value = finding.details?.[name];
  if (value === undefined) throw new Error(`finding ${finding.key} has no detail "${name}"`);
  return value;
}
