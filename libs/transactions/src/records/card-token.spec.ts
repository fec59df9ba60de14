import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { CardTokenizer } from './card-token';

const key = Buffer.alloc(32, 7);
const tokenizer = new CardTokenizer({ id: 'k1', key });

describe('CardTokenizer', () => {
  it('gives a card number the keyed hash of its digits, BIN and last four', () => {
    const hash = createHmac('sha256', key).update('card:4111111111111111').digest().subarray(0, 18);
    expect(tokenizer.read('4111111111111111')).toEqual({
      token: `k1.${hash.toString('base64url')}`,
      bin: '411111',
      lastFour: '1111',
    });
  });

  it.each([
    '4111 1111 1111 1111',
    '4111-1111-1111-1111',
    ' 4111111111111111\t',
    "'4111111111111111",
    '４１１１１１１１１１１１１１１１',
  ])('knows %j for the same card', (cell) =>
    expect(tokenizer.read(cell)).toEqual(tokenizer.read('4111111111111111')),
  );

  it.each([
    'ANON-0000-0000-0001',
    '906',
    '411111******1111',
    '6222 **** **** 1234',
    '1'.repeat(11),
    '1'.repeat(20),
  ])('keeps nothing readable of %j', (cell) => {
    expect(tokenizer.read(cell)).toEqual({
      token: expect.stringMatching(/^k1\.[\w-]{24}$/),
      bin: null,
      lastFour: null,
    });
    expect(tokenizer.read(` ${cell} `)).toEqual(tokenizer.read(cell));
  });

  it.each(['', '  ', '\u3000'])('takes %j for no card', (cell) => expect(tokenizer.read(cell)).toBeNull());

  it('tells cards and keys apart', () => {
    const cells = Array.from({ length: 2_000 }, (_, i) => String(4_000_000_000_000 + i));
    expect(new Set(cells.map((cell) => tokenizer.read(cell)?.token)).size).toBe(cells.length);
    const other = new CardTokenizer({ id: 'k1', key: Buffer.alloc(32, 8) });
    expect(other.read('906')?.token).not.toBe(tokenizer.read('906')?.token);
  });

  it('answers the same with a cache that is too small', () => {
    const small = new CardTokenizer({ id: 'k1', key }, 4);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('', '1', '2', '3', '4', '5', '6', '7'), { maxLength: 40 }),
        (cells) => {
          for (const cell of cells) expect(small.read(cell)).toEqual(tokenizer.read(cell));
        },
      ),
    );
  });

  it('leaves a reference alone unless a card number is in it, and then keeps different ones different', () => {
    expect(tokenizer.seal('R-20240301-000017')).toBe('R-20240301-000017');
    const sealed = tokenizer.seal('4111111111111111');
    expect(sealed).toMatch(/^411111\*{6}1111#[\w-]{12}$/);
    expect(tokenizer.seal('4111111111111111')).toBe(sealed);
    // same first six and last four, both pass the Luhn check
    expect(tokenizer.seal('4111110000011111')).not.toBe(tokenizer.seal('4111111000001111'));
  });

  it.each([
    [{ id: '', key }, /id/],
    [{ id: 'a.b', key }, /id/],
    [{ id: 'k1', key: Buffer.alloc(8) }, /16 bytes/],
  ])('refuses a poor key', (poor, message) => expect(() => new CardTokenizer(poor)).toThrow(message));
});
