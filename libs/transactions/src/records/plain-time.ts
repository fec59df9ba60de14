import type { Zone } from '@thaw/kernel';
import { readTime } from './occurred-at';

const DAY_MS = 86_400_000;
const [ZERO, SPACE, COLON, UPPER_T] = [48, 32, 58, 84];
/** `2024-03-01T10:15:00` */
const LENGTH = 19;
const DATE_LENGTH = 10;

/**
 * Reads times of the two forms that nearly all files have, `YYYY-MM-DDTHH:MM:SS` and the same with a space, from their
 * bytes. What a date means is asked once, of {@link readTime}, and remembered while the date stays the same.
 */
export class PlainTimes {
  private readonly date = new Uint8Array(DATE_LENGTH);
  /** The instant at which the local day of `date` begins, where all of it has one offset; else NaN. */
  private midnight = Number.NaN;

  constructor(private readonly zone: Zone) {}

  /** @returns ms since the epoch, or -1 where {@link readTime} has to be asked: the years before 1970 are no answer. */
  read(bytes: Uint8Array, from: number, to: number): number {
    if (to - from !== LENGTH) return -1;
    const between = bytes[from + 10];
    if (between !== UPPER_T && between !== SPACE) return -1;
    if (bytes[from + 13] !== COLON || bytes[from + 16] !== COLON) return -1;
    const hour = twoDigits(bytes, from + 11);
    const minute = twoDigits(bytes, from + 14);
    const second = twoDigits(bytes, from + 17);
    if (hour > 23 || minute > 59 || second > 59) return -1;
    for (let i = 0; i < DATE_LENGTH; i++) {
      if (bytes[from + i] === this.date[i]) continue;
      this.begin(bytes, from);
      break;
    }
    const time = this.midnight + ((hour * 60 + minute) * 60 + second) * 1000;
    return time >= 0 ? time : -1;
  }

  private begin(bytes: Uint8Array, from: number): void {
    this.date.set(bytes.subarray(from, from + DATE_LENGTH));
    this.midnight = this.midnightOf(String.fromCharCode(...this.date));
  }

  private midnightOf(date: string): number {
    const local = Date.parse(`${date}T00:00:00Z`);
    const midnight = readTime(`${date}T00:00:00`, this.zone);
    if (typeof midnight !== 'number') return Number.NaN;
    const offset = local - midnight;
    // Seen from here, a day holds nothing but its own offset when those around it have the same.
    for (let day = -1; day <= 2; day++) {
      if (this.zone.offsetAt(local + day * DAY_MS) !== offset) return Number.NaN;
    }
    return midnight;
  }
}

/** Above 99 where one of them is no digit. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const high = (bytes[at] as number) - ZERO;
  const low = (bytes[at + 1] as number) - ZERO;
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? high * 10 + low : 100;
}
