import type { Clock } from '@thaw/kernel';

/** Stands still until it is moved. */
export class TestClock implements Clock {
  private ms: number;

  constructor(start = '2026-11-23T01:00:00.000Z') {
    this.ms = Date.parse(start);
  }

  now(): Date {
    return new Date(this.ms);
  }

  advance(ms: number): void {
    this.ms += ms;
  }
}
