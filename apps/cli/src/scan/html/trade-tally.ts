import type { Zone } from '@thaw/kernel';
import type { ScanRecord } from '@thaw/risk/engine';

export const WEEKDAYS = 7;
export const HOURS = 24;
/** 1970-01-01 was a Thursday: with this, 0 is Monday. */
const FIRST_WEEKDAY = 3;

/** When a terminal sold and for how much: the purchases that the rules saw, by local day, and by weekday and hour. */
export class TradeTally {
  /** Fen by local day. */
  readonly days = new Map<number, number>();
  /** Purchases: 24 hours of Monday, then of Tuesday … */
  readonly hours = new Array<number>(WEEKDAYS * HOURS).fill(0);

  constructor(
    private readonly zone: Zone,
    private readonly currency: string,
  ) {}

  /** The rows as they are, counted on their way. */
  *watch<R extends ScanRecord>(rows: Iterable<R>): Generator<R, void, undefined> {
    for (const row of rows) {
      if (row.type === 'purchase' && row.status === 'approved' && row.currency === this.currency) {
        this.count(row.at, row.amountFen);
      }
      yield row;
    }
  }

  private count(at: number, amountFen: number): void {
    const day = this.zone.dayOf(at);
    this.days.set(day, (this.days.get(day) ?? 0) + amountFen);
    const weekday = (((day + FIRST_WEEKDAY) % WEEKDAYS) + WEEKDAYS) % WEEKDAYS;
    const cell = weekday * HOURS + Math.floor(this.zone.secondOfDay(at) / 3_600);
    this.hours[cell] = (this.hours[cell] as number) + 1;
  }
}
