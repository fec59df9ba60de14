import { Inject, Injectable } from '@nestjs/common';
import { DomainError, actorRef, canonicalJson, systemActor, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, requestJob, type Tx } from '@thaw/platform';
import {
  CalendarError,
  OpenTime,
  announcedYears,
  checkYear,
  readCalendar,
  type CalendarDefinition,
  type HolidayYear,
} from '../arithmetic';
import { CalendarChange, CalendarVersion, HolidayYearVersion, type KeptCalendar } from './calendar.entity';
import { checkReason } from './calendar-reason';
import { CalendarsQuery, type StatedCalendar, type StatedYear } from './calendars.query';

/** Changes what the desk reckons by. Each change is a revision of its own, and whose due instants it moves is asked for by a job. */
@Injectable()
export class CalendarsService {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly query: CalendarsQuery,
  ) {}

  /**
   * Other hours for a calendar, or the first of one that is new. What says the same as what stands changes nothing.
   * @throws DomainError INVALID_REQUEST that names the place which cannot be read; CALENDAR_CHANGED where it is not at
   *   `expected` any more.
   */
  async changeHours(
    actor: Actor,
    code: string,
    definition: KeptCalendar,
    { reason, expected }: { readonly reason: string; readonly expected: number | null },
  ): Promise<StatedCalendar> {
    const now = this.clock.now();
    readable(() => needOpening({ ...definition, zone: definition.zone ?? 'UTC' }, now));
    const why = checkReason(reason);
    return this.database.asActor(actor, async (tx) => {
      await takeTurn(tx);
      const before = await this.calendar(tx, code);
      if (expected !== null && (before?.revision ?? 0) !== expected)
        throw changedMeanwhile(before?.revision ?? 0);
      if (!before || canonicalJson(before.definition) !== canonicalJson(definition)) {
        const revision = await this.begin(tx, actor, why);
        await tx.insert(CalendarVersion, { code, revision, definition });
      }
      return (await this.calendar(tx, code)) as StatedCalendar;
    });
  }

  /**
   * The arrangement of holidays of a year, whole: it replaces what stood. What says the same changes nothing.
   * @throws DomainError INVALID_REQUEST for a date that is none, or lies in another year, or is said twice; for a makeup day
   *   that is a weekday.
   */
  async loadYear(actor: Actor, year: HolidayYear, reason: string): Promise<StatedYear> {
    const [loaded] = await this.load(actor, [year], reason, (whole) => whole);
    return loaded as StatedYear;
  }

  /**
   * All years of a file that somebody publishes, or none. A few days of a year beside them, as the arrangement of a New Year
   * names some of the old one, are added to what stands of that year.
   * @returns how they stand now. @throws DomainError INVALID_REQUEST also for a few days of a year that is not loaded.
   */
  async importYears(
    actor: Actor,
    years: readonly HolidayYear[],
    reason: string,
  ): Promise<readonly StatedYear[]> {
    return this.load(actor, years, reason, (year, stands) => {
      if (year.off.length >= OFF_DAYS_FEWEST) return year;
      if (!stands)
        throw new CalendarError(
          'file',
          `of ${year.year} it holds ${year.off.length} days off: that is no whole year`,
        );
      const both = (kind: 'off' | 'makeup') => [...new Set([...stands[kind], ...year[kind]])];
      return { year: year.year, off: both('off'), makeup: both('makeup') };
    });
  }

  private async load(
    actor: Actor,
    years: readonly HolidayYear[],
    reason: string,
    whole: (year: HolidayYear, stands: StatedYear | undefined) => HolidayYear,
  ): Promise<readonly StatedYear[]> {
    const why = checkReason(reason);
    return this.database.asActor(actor, async (tx) => {
      await takeTurn(tx);
      const before = await this.years(tx);
      const wholes = years.map((year) =>
        readable(() => {
          const one = whole(
            year,
            before.find((stated) => stated.year === year.year),
          );
          checkYear(one);
          return one;
        }),
      );
      await this.put(tx, actor, wholes, why);
      const stand = new Map((await this.years(tx)).map((stated) => [stated.year, stated]));
      return years.map(({ year }) => stand.get(year) as StatedYear);
    });
  }

  /**
   * Takes in the years that this release knows to be announced and the desk has none of: of a year that somebody loaded,
   * nothing is changed. @returns the years that are new.
   */
  async adoptAnnounced(): Promise<readonly number[]> {
    const actor = systemActor('clock');
    return this.database.asActor(actor, async (tx) => {
      await takeTurn(tx);
      const known = new Set((await this.years(tx)).map(({ year }) => year));
      const fresh = announcedYears().filter(({ year }) => year >= FIRST_YEAR && !known.has(year));
      await this.put(tx, actor, fresh, null);
      return fresh.map(({ year }) => year);
    });
  }

  private async put(
    tx: Tx,
    actor: Actor,
    years: readonly HolidayYear[],
    reason: string | null,
  ): Promise<void> {
    const stand = new Map((await this.years(tx)).map((year) => [year.year, daysOf(year)]));
    const others = years.filter((year) => stand.get(year.year) !== daysOf(year));
    if (others.length === 0) return;
    const revision = await this.begin(tx, actor, reason);
    for (const { year, off, makeup } of others)
      await tx.insert(HolidayYearVersion, { year, revision, off: sorted(off), makeup: sorted(makeup) });
  }

  private async begin(tx: Tx, actor: Actor, reason: string | null): Promise<number> {
    const revision = (await this.query.revision(tx)) + 1;
    await tx.insert(CalendarChange, { revision, at: this.clock.now(), actor: actorRef(actor), reason });
    await requestJob(tx, 'calendars.changed', {});
    return revision;
  }

  private async years(tx: Tx): Promise<readonly StatedYear[]> {
    return this.query.yearsAt(tx, await this.query.revision(tx));
  }

  private async calendar(tx: Tx, code: string): Promise<StatedCalendar | undefined> {
    const all = await this.query.calendarsAt(tx, await this.query.revision(tx));
    return all.find((stated) => stated.code === code);
  }
}

/** No year had fewer days off, weekends among them; a file of another may name some of its neighbour's. */
const OFF_DAYS_FEWEST = 10;
/** Nothing that the desk reckons lies before. */
const FIRST_YEAR = 2023;

/** One change at a time: revisions follow each other without a gap, and each sees the one before. */
const takeTurn = (tx: Tx): Promise<unknown> =>
  tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('calendar_change', 0))`);

const sorted = (dates: readonly string[]): string[] => [...dates].sort();
const daysOf = ({ off, makeup }: HolidayYear): string => `${sorted(off).join()}/${sorted(makeup).join()}`;

/** Longer than any deadline is. */
const RUNS_ON_MS = 10 * 366 * 86_400_000;

/** Hours that open some day, and do not run out: without that a deadline in working time would have no end. */
function needOpening(definition: CalendarDefinition, now: Date): void {
  const hours = new OpenTime(readCalendar(definition));
  try {
    hours.add(now.getTime(), 1);
    hours.add(now.getTime() + RUNS_ON_MS, 1);
  } catch {
    throw new CalendarError('weekly', 'never opens');
  }
}

/** Reads hours or holidays of a stranger. @throws DomainError INVALID_REQUEST that names the place which cannot be read. */
export function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof CalendarError) throw cannotBeRead(error);
    throw error;
  }
}

const cannotBeRead = ({ place, what }: CalendarError): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field: place,
    detail: {
      zh: `${place} 处无法读取，请核对日期、时刻及其先后。`,
      en: `This cannot be read at ${place}: ${what}.`,
    },
  });

const changedMeanwhile = (revision: number): DomainError =>
  new DomainError('CALENDAR_CHANGED', { extra: { revision } });
