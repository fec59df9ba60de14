import fc from 'fast-check';
import { readInstant } from './instant';

it('reads what it was written as, at any offset', () => {
  const years = { min: new Date('1970-01-02T00:00:00Z'), max: new Date('2099-12-30T00:00:00Z'), noInvalidDate: true };
  fc.assert(
    fc.property(fc.date(years), fc.integer({ min: -14 * 60, max: 14 * 60 }), (date, minutes) => {
      expect(readInstant(date.toISOString())).toEqual(date);
      const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, -1);
      const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
      const offset = [hours, rest].map((part) => String(part).padStart(2, '0')).join(':');
      expect(readInstant(`${local}${minutes < 0 ? '-' : '+'}${offset}`)).toEqual(date);
    }),
  );
  expect(readInstant('2028-02-29T23:59:59.123456789Z')).toEqual(new Date('2028-02-29T23:59:59.123Z'));
}); // prettier-ignore

it.each([
  '', '1', 'foo 1', '2026', '2026-11-23', '2026-11-23T08:00Z', '2026-11-23T08:00:00', '2026-11-23 08:00:00Z',
  '2026-02-30T00:00:00Z', '2027-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '2026-00-10T00:00:00Z', '2026-01-00T00:00:00Z',
  '2026-01-01T24:00:00Z', '2026-01-01T00:60:00Z', '2026-01-01T00:00:60Z', '2026-01-01T00:00:00+24:00',
  '2026-01-01T00:00:00.Z', `2026-01-01T00:00:00.${'0'.repeat(300)}Z`, '0000-01-01T00:00:00Z', '3000-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z', '-271821-04-20T00:00:00Z', '2026-11-23T08:00:00Z\n', 'Mon, 23 Nov 2026 08:00:00 GMT',
])('is not %j', (text) => expect(readInstant(text)).toBeNull()); // prettier-ignore
