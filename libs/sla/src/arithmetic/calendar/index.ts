/** Calendars: when somebody works, which days a country works, and open time reckoned by both. Pure. */
export * from './announced-years';
export {
  readCalendar,
  readDate,
  WEEKDAYS,
  type CalendarDefinition,
  type Weekday,
} from './calendar-definition';
export { calendarShape } from './calendar-shape';
export * from './check-year';
export * from './holiday-file';
export * from './holidays';
export { CalendarError, type HoursText } from './hours';
export * from './open-time';
export * from './working-days';
