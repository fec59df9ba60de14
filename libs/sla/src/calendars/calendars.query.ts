import { Inject, Injectable } from '@nestjs/common';
import { Zone } from '@thaw/kernel';
import { CONFIG, type Config, type Tx } from '@thaw/platform';
import { Calendars, type HolidayYear } from '../arithmetic';
import { CALENDAR_CODES, type CalendarCode, type KeptCalendar } from './calendar.entity';

/** A version as it stands: since which revision, by whom, and why. */
export interface Stated {
  readonly revision: number;
  readonly changedAt: Date;
  readonly changedBy: string;
  readonly reason: string | null;
}
export type StatedCalendar = Stated & { readonly code: CalendarCode; readonly definition: KeptCalendar };
export type StatedYear = Stated & HolidayYear;

/** What the desk reckons by. A revision never changes, so each is laid out once in a process. */
@Injectable()
export class CalendarsQuery {
  readonly zone: Zone;
  private readonly known = new Map<number, Calendars>();

  constructor(@Inject(CONFIG) config: Pick<Config, 'timeZone'>) {
    this.zone = new Zone(config.timeZone);
  }

  async inForce(tx: Tx): Promise<Calendars> {
    return this.at(tx, await this.revision(tx));
  }

  /** As they stood at a revision: what was reckoned then is reckoned again. */
  async at(tx: Tx, revision: number): Promise<Calendars> {
    let calendars = this.known.get(revision);
    if (!calendars) {
      const [years, hours] = [await this.yearsAt(tx, revision), await this.calendarsAt(tx, revision)];
      calendars = new Calendars(
        revision,
        this.zone,
        years,
        Object.fromEntries(
          hours.map(({ code, definition }) => [
            code,
            { ...definition, zone: definition.zone ?? this.zone.name },
          ]),
        ),
      );
      if (this.known.size >= KNOWN_MOST) this.known.clear();
      this.known.set(revision, calendars);
    }
    return calendars;
  }

  async revision(tx: Tx): Promise<number> {
    const rows = await tx.query<{ revision: number }[]>(
      'SELECT coalesce(max(revision), 0) AS revision FROM calendar_change',
    );
    return rows[0]?.revision ?? 0;
  }

  /** The newest version of each year, the earliest year first. */
  async yearsAt(tx: Tx, revision: number): Promise<readonly StatedYear[]> {
    return tx.query<StatedYear[]>(
      `SELECT DISTINCT ON (y.year) y.year, y.off, y.makeup, ${STATED}
       FROM holiday_year y JOIN calendar_change c USING (revision)
       WHERE y.revision <= $1
       ORDER BY y.year, y.revision DESC`,
      [revision],
    );
  }

  /** The newest version of each calendar, in the order of {@link CALENDAR_CODES}. */
  async calendarsAt(tx: Tx, revision: number): Promise<readonly StatedCalendar[]> {
    const rows = await tx.query<StatedCalendar[]>(
      `SELECT DISTINCT ON (v.code) v.code, v.definition, ${STATED}
       FROM calendar_version v JOIN calendar_change c USING (revision)
       WHERE v.revision <= $1
       ORDER BY v.code, v.revision DESC`,
      [revision],
    );
    return [...rows].sort((a, b) => CALENDAR_CODES.indexOf(a.code) - CALENDAR_CODES.indexOf(b.code));
  }
}

const KNOWN_MOST = 50;
const STATED = 'c.revision, c.at AS "changedAt", c.actor AS "changedBy", c.reason';
