/**
 * Calendar reading of instants in one time zone, fast enough for millions of rows: the offset is asked of Intl
 * once per UTC day of history and then remembered. Only on a day that ends with another offset than it began with it
 * is asked per minute (St. John's changed its clocks at 00:01): since 1995 no zone has changed twice within a day.
 */
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A stretch of time, `to` outside, in which neither the local day nor the offset changes; all in ms since the epoch. */
export interface LocalStretch {
  readonly from: number;
  readonly to: number;
  /** As {@link Zone.dayOf}. */
  readonly day: number;
  /** When the wall clock would have read 00:00:00, were the offset the same since. */
  readonly midnight: number;
}

export class Zone {
  private readonly format: Intl.DateTimeFormat;
  /** By the UTC day or minute at whose start it was asked. */
  private readonly atDayStart = new Map<number, number>();
  private readonly atMinuteStart = new Map<number, number>();
  /** The last day that was asked about, if it has one offset from start to end. */
  private lastDay = Number.NaN;
  private lastOffset = 0;

  /** @throws RangeError where the zone is unknown. */
  constructor(readonly name: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** Local time minus UTC at this instant, in ms. */
  offsetAt(epochMs: number): number {
    const day = Math.floor(epochMs / DAY_MS);
    if (day === this.lastDay) return this.lastOffset;
    const offset = this.remember(this.atDayStart, day, DAY_MS);
    if (offset !== this.remember(this.atDayStart, day + 1, DAY_MS)) {
      return this.remember(this.atMinuteStart, Math.floor(epochMs / MINUTE_MS), MINUTE_MS);
    }
    this.lastDay = day;
    this.lastOffset = offset;
    return offset;
  }

  /** Days since 1970-01-01 of the local date. Consecutive days differ by one whatever the clocks do. */
  dayOf(epochMs: number): number {
    return Math.floor((epochMs + this.offsetAt(epochMs)) / DAY_MS);
  }

  /** Months since January 1970 of the local date. */
  monthOf(epochMs: number): number {
    const local = new Date(epochMs + this.offsetAt(epochMs));
    return (local.getUTCFullYear() - 1970) * 12 + local.getUTCMonth();
  }

  /** Seconds since local midnight as the wall clock reads, 0–86399. Fractions of a second are dropped. */
  secondOfDay(epochMs: number): number {
    const local = epochMs + this.offsetAt(epochMs);
    return Math.floor((local - Math.floor(local / DAY_MS) * DAY_MS) / 1000);
  }

  /** The stretch around an instant: to date many that lie close together. It may be shorter than it could be. */
  stretchAt(epochMs: number): LocalStretch {
    const offset = this.offsetAt(epochMs);
    const day = Math.floor((epochMs + offset) / DAY_MS);
    const midnight = day * DAY_MS - offset;
    const unit = Math.floor(epochMs / DAY_MS) === this.lastDay ? DAY_MS : MINUTE_MS;
    const start = Math.floor(epochMs / unit) * unit;
    return { from: Math.max(start, midnight), to: Math.min(start + unit, midnight + DAY_MS), day, midnight };
  }

  /** The local date as YYYY-MM-DD. */
  dateText(epochMs: number): string {
    return new Date(epochMs + this.offsetAt(epochMs)).toISOString().slice(0, 10);
  }

  /**
   * The instant at which the wall clock reads this (local fields as if UTC, in ms).
   * A time that the clocks skip is read with the offset before the jump; one that occurs twice is the first.
   */
  toInstant(localMs: number): number {
    const early = localMs - this.offsetAt(localMs - DAY_MS);
    const late = localMs - this.offsetAt(localMs + DAY_MS);
    if (this.offsetAt(early) === localMs - early) return early;
    if (this.offsetAt(late) === localMs - late) return late;
    return early;
  }

  /** The instant at which the local day, as numbered by {@link dayOf}, begins. */
  startOfDay(day: number): number {
    return this.toInstant(day * DAY_MS);
  }

  private remember(offsets: Map<number, number>, index: number, unitMs: number): number {
    let offset = offsets.get(index);
    if (offset === undefined) {
      offset = this.askOffset(index * unitMs);
      offsets.set(index, offset);
    }
    return offset;
  }

  private askOffset(epochMs: number): number {
    const fields: Record<string, number> = {};
    for (const part of this.format.formatToParts(epochMs)) fields[part.type] = Number(part.value);
    const local = Date.UTC(
      fields['year'] as number,
      (fields['month'] as number) - 1,
      fields['day'],
      fields['hour'],
      fields['minute'],
      fields['second'],
    );
    return local - epochMs;
  }
}

/** Day number → YYYY-MM-DD. */
export const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** Month number (since January 1970) → YYYY-MM. */
export const monthText = (month: number): string =>
  `${1970 + Math.floor(month / 12)}-${String((((month % 12) + 12) % 12) + 1).padStart(2, '0')}`;

export const DEFAULT_TIME_ZONE = 'Asia/Shanghai';
