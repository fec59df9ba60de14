/** Of everything that is read of calendars. */
export const CALENDARS = ['calendars'];
