/** Deadlines: their arithmetic (pure) and the clocks of cases, which Postgres holds and a sweep fires. */
export * from './arithmetic';
export * from './calendars/calendar.entity';
export { CALENDAR_REASON_MOST } from './calendars/calendar-reason';
export * from './calendars/calendars.query';
export * from './calendars/calendars.service';
export * from './case-clock.entity';
export * from './clock-reminders.service';
export * from './clocks.service';
export * from './sla.module';
