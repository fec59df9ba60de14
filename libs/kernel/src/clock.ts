/** The only source of "now". Tests give their own; nothing else in the house reads the system time. */
export interface Clock {
  now(): Date;
}

export class SystemClock implements Clock {
  now(): Date {
    return new Date();
  }
}
