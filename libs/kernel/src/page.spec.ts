import fc from 'fast-check';
import { decodeCursor, encodeCursor } from './page';

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
});
