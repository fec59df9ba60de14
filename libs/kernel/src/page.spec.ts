import fc from 'fast-check';
import { decodeCursor, decodeInstantCursor, encodeCursor } from './page';

describe('cursors', () => {
  it('come back as they went', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (parts) => {
        const cursor = encodeCursor(parts);
        expect(cursor).toMatch(/^[\w-]*$/);
        expect(decodeCursor(cursor, parts.length)).toEqual(parts);
        expect(decodeCursor(cursor, parts.length + 1)).toBeNull();
      }),
    );
  });

  it('that are not ours are refused, never thrown at', () => {
    fc.assert(fc.property(fc.string(), (text) => void decodeCursor(text, 2)));
    for (const value of [null, 1, 'ab', {}, [1, 2], ['a', null], { length: 2 }]) {
      expect(decodeCursor(Buffer.from(JSON.stringify(value)).toString('base64url'), 2)).toBeNull();
    }
  });

  it('of an instant and an id come back only where the database can read both', () => {
    const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
    const at = '2026-11-23T01:00:00.000Z';
    expect(decodeInstantCursor(encodeCursor([at, id]))).toEqual({ at, id });
    for (const parts of [
      [at],
      [at, 'x'],
      ['x', id],
      ['2026', id],
      ['2026-02-31T00:00:00.000Z', id],
      ['2026-13-01T00:00:00.000Z', id],
      ['+012026-01-01T00:00:00.000Z', id],
      [`${at}\0`, id],
      ['foo 1', id],
      [`2026-11-23T01:00:00.${'0'.repeat(200)}Z`, id],
      [id, at],
    ]) {
      expect(decodeInstantCursor(encodeCursor(parts))).toBeNull();
    }
  });
});
