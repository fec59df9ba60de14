/** Calendars and deadlines: pure functions from instants, targets, hours and holidays to due instants. */
export * from './calendar';
export * from './calendars';
export * from './clock-changes';
export * from './clock-run';
export * from './clock-steps';
export * from './deadlines';
