import { formatYuan, parseFen, parseYuan } from './money';

describe('parseYuan', () => {
  it.each([
    ['0.01', 1],
    ['1', 100],
    ['1.5', 150],
    ['1.500', 150],
    ['50000.00', 5_000_000],
    ['+12.30', 1230],
    [' 7.00 ', 700],
  ])('reads %s as %i fen', (text, fen) => expect(parseYuan(text)).toBe(fen));

  it.each(['', '-1', '1.005', '1e3', '1,000', 'abc', '.5', 'NaN', '１'])('refuses %j', (text) =>
    expect(parseYuan(text)).toBeNull(),
  );
});

describe('parseFen', () => {
  it('reads whole fen only', () => {
    expect(parseFen('12345')).toBe(12345);
    expect(parseFen('1.0')).toBeNull();
  });
});

describe('formatYuan', () => {
  it('groups thousands and keeps the fen', () => {
    expect(formatYuan(123456789)).toBe('1,234,567.89');
    expect(formatYuan(-5)).toBe('-0.05');
  });
});
