/** Deadline arithmetic: pure functions from an instant, a target and a time zone to a due instant. */
export * from './clock-steps';
export * from './deadlines';
