import { Injectable } from '@nestjs/common';
import { usersIn } from '@thaw/identity';
import { systemActor } from '@thaw/kernel';
import { NotificationsService } from '@thaw/notifications';
import { Database, type Tx } from '@thaw/platform';
import { CalendarsQuery, ClocksService } from '@thaw/sla';
import { IsNull } from 'typeorm';
import { YearAlarm } from '../entities';

const ACTOR = systemActor('clock');

/** Tells the admins of years whose holidays are not loaded and which deadlines rest on all the same. */
@Injectable()
export class YearAlarms {
  constructor(
    private readonly database: Database,
    private readonly calendars: CalendarsQuery,
    private readonly clocks: ClocksService,
    private readonly notifications: NotificationsService,
  ) {}

  /** A sweep: each year is told once, and its alarm ends when it is loaded. @returns how many alarms began or ended. */
  async look(now: Date): Promise<number> {
    return this.database.asActor(ACTOR, async (tx) => {
      // Two workers at once tell it once.
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('year_alarm', 0))`);
      const loaded = await this.calendars.yearsAt(tx, await this.calendars.revision(tx));
      const isLoaded = (year: number): boolean => loaded.some((stated) => stated.year === year);
      const ended = (await tx.findBy(YearAlarm, { endedAt: IsNull() })).filter(({ year }) => isLoaded(year));
      for (const { year } of ended) await tx.update(YearAlarm, { year }, { endedAt: now });
      const missing = (await this.clocks.yearsOfProvisional(tx)).filter((year) => !isLoaded(year));
      let raised = 0;
      for (const year of missing) if (await this.raise(tx, year, now)) raised += 1;
      return ended.length + raised;
    });
  }

  private async raise(tx: Tx, year: number, now: Date): Promise<boolean> {
    if (await tx.existsBy(YearAlarm, { year })) return false;
    await tx.insert(YearAlarm, { year, raisedAt: now, endedAt: null });
    for (const userId of await usersIn(tx, 'admin')) {
      await this.notifications.tell(
        tx,
        {
          dedupeKey: `year_alarm/${year}/${userId}`,
          recipient: { kind: 'user', id: userId },
          caseId: null,
          template: 'year_not_loaded',
          content: { year },
        },
        now,
      );
    }
    return true;
  }
}
