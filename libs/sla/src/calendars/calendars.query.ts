import { Inject, Injectable } from '@nestjs/common';
import { Zone } from '@thaw/kernel';
import { CONFIG, type Config, type Tx } from '@thaw/platform';
import { Calendars, type HolidayYear } from '../arithmetic';
import { CALENDAR_CODES, type KeptCalendar, type QueueCalendarVersion } from './calendar.entity';

/** A version as it stands: since which revision, by whom, and why. */
export interface Stated {
  readonly revision: number;
  readonly changedAt: Date;
  readonly changedBy: string;
  readonly reason: string | null;
}
export type StatedCalendar = Stated & { readonly code: string; readonly definition: KeptCalendar };
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
      const queues = await this.queuesAt(tx, revision);
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
        Object.fromEntries(queues.map(({ queue, ...its }) => [queue, its])),
      );
      if (this.known.size >= KNOWN_MOST) this.known.clear();
      this.known.set(revision, calendars);
    }
    return calendars;
  }

  /** Of these codes the first that is no calendar; null where all are. */
  async firstUnknown(tx: Tx, codes: readonly string[]): Promise<string | null> {
    const given = (await this.calendarsAt(tx, await this.revision(tx))).map(({ code }) => code);
    return codes.find((code) => !CALENDAR_CODES.includes(code) && !given.includes(code)) ?? null;
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

  /** By which calendars each queue was worked that ever had others than the desk's. */
  private async queuesAt(
    tx: Tx,
    revision: number,
  ): Promise<readonly Omit<QueueCalendarVersion, 'revision'>[]> {
    return tx.query(
      `SELECT DISTINCT ON (queue) queue, calendar, class_calendars AS "classCalendars"
       FROM queue_calendar WHERE revision <= $1 ORDER BY queue, revision DESC`,
      [revision],
    );
  }

  /** The newest version of each calendar: first those of {@link CALENDAR_CODES}, then the others by code. */
  async calendarsAt(tx: Tx, revision: number): Promise<readonly StatedCalendar[]> {
    const rows = await tx.query<StatedCalendar[]>(
      `SELECT DISTINCT ON (v.code) v.code, v.definition, ${STATED}
       FROM calendar_version v JOIN calendar_change c USING (revision)
       WHERE v.revision <= $1
       ORDER BY v.code, v.revision DESC`,
      [revision],
    );
    const own = rows.filter(({ code }) => !CALENDAR_CODES.includes(code));
    return [...CALENDAR_CODES.flatMap((code) => rows.filter((row) => row.code === code)), ...own];
  }
}

const KNOWN_MOST = 50;
const STATED = 'c.revision, c.at AS "changedAt", c.actor AS "changedBy", c.reason';
