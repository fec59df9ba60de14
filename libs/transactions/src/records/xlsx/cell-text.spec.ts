import fc from 'fast-check';
import { isImprecise, joinText, numberText, plainText, serialText, withinCell } from './cell-text';

describe('numberText', () => {
  it.each([
    ['0', '0'],
    ['999.99', '999.99'],
    ['999.99000000000001', '999.99'],
    ['4.0999999999999996', '4.1'],
    ['0.30000000000000004', '0.3'],
    ['-12.5', '-12.5'],
    ['1E3', '1000'],
    ['1.5E-3', '0.0015'],
    ['1234567890.1', '1234567890.1'],
    ['6.2220212345678901E+18', '6222021234567890000'],
    ['123456789012345', '123456789012345'],
    ['.5', '0.5'],
  ])('reads %s as %s', (value, text) => expect(numberText(value)).toBe(text));

  it.each(['', ' ', 'abc', 'NaN', 'Infinity', '1,5'])('takes %j for no number', (value) =>
    expect(numberText(value)).toBeNull(),
  );

  it('gives every amount of fen back exactly, however it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (fen) => {
        const yuan = fen / 100;
        const exact = `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`.replace(/\.?0+$/, '');
        const wanted = fen % 100 === 0 ? String(fen / 100) : exact;
        // As programs write it, and with the 17 digits of Excel.
        expect(numberText(String(yuan))).toBe(wanted);
        expect(numberText(yuan.toPrecision(17))).toBe(wanted);
      }),
    );
  });
});

describe('serialText', () => {
  it.each([
    ['45352', false, '2024-03-01T00:00:00'],
    ['45352.427083333336', false, '2024-03-01T10:15:00'],
    ['45352.4270833333', false, '2024-03-01T10:15:00'],
    ['43890.427083333336', true, '2024-03-01T10:15:00'],
    ['45352.99999999', false, '2024-03-01T23:59:59.999'],
    ['61', false, '1900-03-01T00:00:00'],
  ])('reads %s (1904: %s) as %s', (value, is1904, text) => expect(serialText(value, is1904)).toBe(text));

  it.each(['-1', '2958466', '1e99', 'x', ''])('takes %j for no day', (value) =>
    expect(serialText(value, false)).toBeNull(),
  );

  it('gives every second of our time back, in both systems of counting', () => {
    const from = Date.UTC(2000, 0, 1);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 * 365 * 86_400 }), fc.boolean(), (seconds, is1904) => {
        const ms = from + seconds * 1000;
        const days = (ms - Date.UTC(1899, 11, 30)) / 86_400_000 - (is1904 ? 1462 : 0);
        expect(serialText(days.toPrecision(15), is1904)).toBe(new Date(ms).toISOString().slice(0, 19));
      }),
    );
  });
});

it('tells numbers of which Excel has lost digits', () => {
  expect(['999999999999999', '1000000000000000', '6.22202E+15', '4111111111111111'].map(isImprecise)).toEqual(
    [false, true, true, true],
  );
});

it('reads characters that XML cannot hold', () =>
  expect([plainText('a_x000D_b'), plainText('_x005F_x000D_'), plainText('a_xb')]).toEqual([
    'a\rb',
    '_x000D_',
    'a_xb',
  ]));

describe('the length of a cell', () => {
  it('is that of Excel, however its characters are written', () => {
    const longest = '_x000D_'.repeat(32_767);
    expect(plainText(joinText(longest.slice(0, -1), '_'))).toBe('\r'.repeat(32_767));
    expect(withinCell('a'.repeat(32_767))).toHaveLength(32_767);
    expect(() => plainText('a'.repeat(32_768))).toThrow('32767 characters');
    expect(() => withinCell('a'.repeat(32_768))).toThrow('32767 characters');
  });

  it('is looked at while its pieces are joined', () => {
    let text = '';
    const join = (): void => {
      for (let i = 0; i < 1_000_000; i++) text = joinText(text, 'x');
    };
    expect(join).toThrow('32767 characters');
    expect(text.length).toBeLessThan(250_000);
  });
});
