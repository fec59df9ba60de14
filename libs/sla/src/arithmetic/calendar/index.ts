/** Calendars: when somebody works, which days a country works, and open time reckoned by both. Pure. */
export * from './announced-years';
export * from './calendar-definition';
export * from './holidays';
export { CalendarError, type HoursText } from './hours';
export * from './open-time';
