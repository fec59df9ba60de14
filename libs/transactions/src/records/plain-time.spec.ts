import { Zone } from '@thaw/kernel';
import fc from 'fast-check';
import { readTime } from './occurred-at';
import { PlainTimes } from './plain-time';

const ZONES = [
  'Asia/Shanghai',
  'UTC',
  'America/New_York',
  'America/St_Johns',
  'Pacific/Apia',
  'Europe/London',
];
/** Days around which clocks change somewhere, or a day was left out. */
const DAYS = ['2024-03-10', '2024-11-03', '2006-04-02', '2011-12-30', '2024-03-31', '2024-10-27'];

const two = (number: number): string => String(number).padStart(2, '0');
const near = fc
  .tuple(fc.constantFrom(...DAYS), fc.integer({ min: -3, max: 3 }))
  .map(([day, away]) => new Date(Date.parse(day) + away * 86_400_000).toISOString().slice(0, 10));
const any = fc
  .tuple(fc.integer({ min: 1998, max: 2102 }), fc.nat(13), fc.nat(32))
  .map(([year, month, day]) => `${year}-${two(month)}-${two(day)}`);
const clock = fc.tuple(fc.nat(24), fc.nat(60), fc.nat(60)).map((parts) => parts.map(two).join(':'));
const usual = fc.tuple(fc.oneof(near, any), fc.constantFrom('T', ' '), clock).map((parts) => parts.join(''));
const odd = fc
  .tuple(usual, fc.nat(18), fc.constantFrom('x', '0', '9', ' ', '-', '/', ':', '.', '\u007f'))
  .map(([text, at, char]) => text.slice(0, at) + char + text.slice(at + 1));

describe('PlainTimes', () => {
  it('reads what it reads as readTime does, whatever it read before', () => {
    const texts = fc.array(fc.oneof(usual, odd), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), texts, (name, all) => {
        const zone = new Zone(name);
        const times = new PlainTimes(zone);
        for (const text of all) {
          const bytes = Buffer.from(`..${text}..`);
          const time = times.read(bytes, 2, 2 + text.length);
          if (time !== -1) expect([text, time]).toEqual([text, readTime(text, zone)]);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads every time of a day on which the clocks stand still', () => {
    const times = new PlainTimes(new Zone('Asia/Shanghai'));
    for (const text of ['2024-03-01T00:00:00', '2024-03-01 23:59:59', '2024-02-29T12:30:01']) {
      expect(times.read(Buffer.from(text), 0, 19)).toBe(Date.parse(`${text.replace(' ', 'T')}+08:00`));
    }
  });
});
