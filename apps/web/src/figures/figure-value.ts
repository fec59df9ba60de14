import i18next from 'i18next';
import type { Schema } from '../client/client';
import { language } from '../language/language';
import { money } from '../showing/money';

export type Figure = Schema<'FigureView'>;
export type FigureRow = Figure['rows'][number];

/** The number that a bar has: a share in percent, a duration in hours at the middle. */
export function sizeOf({ unit }: Pick<Figure, 'unit'>, { count, of, medianMs }: FigureRow): number {
  if (unit === 'share') return of === null || of === 0 ? 0 : (count / of) * 100;
  if (unit === 'duration') return (medianMs ?? 0) / HOUR_MS;
  return count;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** As a person reads it. */
export function shownSize(unit: Figure['unit'], size: number): string {
  if (unit === 'share') return `${size.toLocaleString(undefined, { maximumFractionDigits: 1 })} %`;
  if (unit === 'duration') return duration(size * HOUR_MS);
  if (unit === 'money') return money(size);
  return unit === 'hours'
    ? i18next.t('figures.hours', { hours: size.toLocaleString() })
    : size.toLocaleString();
}

export function duration(ms: number): string {
  const [unit, size] =
    ms >= 48 * HOUR_MS
      ? (['day', ms / (24 * HOUR_MS)] as const)
      : ms >= HOUR_MS
        ? (['hour', ms / HOUR_MS] as const)
        : (['minute', ms / MINUTE_MS] as const);
  return new Intl.NumberFormat(language() === 'zh' ? 'zh-CN' : 'en', {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits: 1,
  }).format(size);
}
