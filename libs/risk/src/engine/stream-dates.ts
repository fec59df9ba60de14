import type { LocalStretch, Zone } from '@thaw/kernel';

export interface StreamDate {
  readonly day: number;
  readonly month: number;
}

/**
 * Dates the instants of one stream, which come in the order of time, by asking the zone once a stretch instead of once
 * a record. Where clocks go back over midnight (St. John's until 2011) the repeated hour belongs to the day that had
 * begun, so that days never run backwards for the rules.
 */
export class StreamDates {
  /** Of the last instant: days since 1970-01-01, months since January 1970, seconds since local midnight. */
  day = 0;
  month = 0;
  second = 0;
  private begun = false;
  private stretch: LocalStretch = { from: 0, to: 0, day: 0, midnight: 0 };

  constructor(private readonly zone: Zone) {}

  get last(): StreamDate | null {
    return this.begun ? { day: this.day, month: this.month } : null;
  }

  goOnAfter(last: StreamDate): void {
    this.begun = true;
    this.day = last.day;
    this.month = last.month;
  }

  /** @param at ms since the epoch. */
  date(at: number): void {
    if (at < this.stretch.from || at >= this.stretch.to) this.enter(at);
    this.second = Math.floor((at - this.stretch.midnight) / 1000);
  }

  private enter(at: number): void {
    this.stretch = this.zone.stretchAt(at);
    const { day } = this.stretch;
    if (this.begun && day <= this.day) return;
    this.begun = true;
    this.day = day;
    this.month = this.zone.monthOf(at);
  }
}
