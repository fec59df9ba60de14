import { Zone } from '@thaw/kernel';

/** Reads instants as the desk's people do. */
export class DeskTime {
  private readonly zone: Zone;

  constructor(timeZone: string) {
    this.zone = new Zone(timeZone);
  }

  get timeZone(): string {
    return this.zone.name;
  }

  /** ISO 8601 → `2026-11-23 17:23:46`. */
  moment(instant: string): string {
    const ms = Date.parse(instant);
    return new Date(ms + this.zone.offsetAt(ms)).toISOString().slice(0, 19).replace('T', ' ');
  }
}
