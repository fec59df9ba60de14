import { MAX_AMOUNT_FEN, parseFen, parseYuan } from '@thaw/kernel';
import fc from 'fast-check';
import { readPlainAmount } from './plain-amount';

const read = (text: string, unit: 'yuan' | 'fen'): number =>
  readPlainAmount(Buffer.from(`9${text}9`), 1, 1 + text.length, unit);

describe('readPlainAmount', () => {
  it('reads what it reads as the exact way does', () => {
    const text = fc.oneof(
      fc.stringMatching(/^[0-9]{0,13}(\.[0-9]{0,3})?$/),
      fc.stringMatching(/^[-+.0-9 e]{0,6}$/),
      fc.constantFrom('1000000000.01', '9999999999', '100000000001', '0', '0.00', '00'),
    );
    fc.assert(
      fc.property(text, fc.constantFrom('yuan', 'fen'), (cell, unit) => {
        const fen = read(cell, unit);
        if (fen === -1) return;
        expect(fen).toBe(unit === 'yuan' ? parseYuan(cell) : parseFen(cell));
        expect(fen).toBeGreaterThan(0);
        expect(fen).toBeLessThanOrEqual(MAX_AMOUNT_FEN);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['38.70', 'yuan', 3870],
    ['38.7', 'yuan', 3870],
    ['38', 'yuan', 3800],
    ['0.01', 'yuan', 1],
    ['999999999.99', 'yuan', 99_999_999_999],
    ['3870', 'fen', 3870],
  ] as const)('reads %s %s', (text, unit, fen) => expect(read(text, unit)).toBe(fen));
});
