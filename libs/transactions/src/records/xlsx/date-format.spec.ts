import { isDateFormat } from './date-format';

it.each([
  [14, null],
  [22, null],
  [31, null],
  [164, 'yyyy-mm-dd hh:mm:ss'],
  [164, 'yyyy"年"m"月"d"日"'],
  [164, '[$-804]yyyy/m/d h:mm AM/PM;@'],
  [164, '[h]:mm:ss'],
])('takes %i %j for a date', (id, code) => expect(isDateFormat(id, code)).toBe(true));

it.each([
  [0, null],
  [4, null],
  [164, '0.00'],
  [164, '#,##0.00"days"'],
  [164, '[Red]0.00'],
  [164, 'General'],
  [164, '0.00;yyyy'],
  [164, '0\\d'],
])('takes %i %j for none', (id, code) => expect(isDateFormat(id, code)).toBe(false));

it('reads a long code in one pass', () => {
  const before = process.cpuUsage();
  expect(isDateFormat(164, '['.repeat(1_000_000))).toBe(false);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(500);
});
