import fc from 'fast-check';
import { CopyDecoder } from './copy-decoder';
import { CopyEncoder, uuidBytes } from './copy-encoder';

const MS_MIN = Date.UTC(1900, 0, 1);
const MS_MAX = Date.UTC(2200, 0, 1);

describe('COPY in binary', () => {
  it('is the bytes that PostgreSQL documents', () => {
    const rows = new CopyEncoder();
    rows.row(5);
    rows.text('卡');
    rows.text(null);
    rows.integer(-2);
    rows.timestamp(Date.UTC(2000, 0, 1) + 1);
    rows.uuid(uuidBytes('00112233-4455-6677-8899-aabbccddeeff'));
    rows.row(1);
    rows.jsonb([1]);
    rows.row(2);
    rows.bigints([1, -1]);
    rows.bigints([]);
    const hex = [
      Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1').toString('hex'),
      '00000000 00000000',
      '0005 00000003 e58da1 ffffffff 00000004 fffffffe 00000008 00000000000003e8',
      '00000010 00112233445566778899aabbccddeeff',
      '0001 00000004 015b315d',
      '0002 0000002c 00000001 00000000 00000014 00000002 00000001',
      '00000008 0000000000000001 00000008 ffffffffffffffff 0000000c 00000000 00000000 00000014',
      'ffff',
    ];
    expect(rows.end().toString('hex')).toBe(hex.join('').replaceAll(' ', ''));
  });

  it('comes back as it went, whatever the sizes of the chunks', () => {
    const row = fc.record({
      text: fc.option(fc.string({ unit: 'grapheme' })),
      number: fc.maxSafeInteger(),
      ms: fc.integer({ min: MS_MIN, max: MS_MAX }),
    });
    fc.assert(
      fc.property(
        fc.array(row),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (rows, sizes) => {
          const encoder = new CopyEncoder(1);
          for (const { text, number, ms } of rows) {
            encoder.row(3);
            encoder.text(text);
            encoder.bigint(number);
            encoder.timestamp(ms);
          }
          const bytes = encoder.end();
          const decoder = new CopyDecoder();
          const read: typeof rows = [];
          for (let at = 0, i = 0; at < bytes.length; i++) {
            const end = at + (sizes[i % sizes.length] as number);
            decoder.push(bytes.subarray(at, end), () =>
              read.push({
                text: decoder.isNull(0) ? null : decoder.text(0),
                number: decoder.bigint(1),
                ms: decoder.timestamp(2),
              }),
            );
            at = end;
          }
          expect(read).toEqual(rows);
        },
      ),
    );
  });

  it('may be taken in pieces, and long arrays be given in stretches', () => {
    const lists = fc.array(fc.array(fc.maxSafeInteger(), { maxLength: 30 }));
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 9 }), (values, some) => {
        const whole = new CopyEncoder();
        const piecemeal = new CopyEncoder(1);
        const pieces: Buffer[] = [];
        for (const list of values) {
          whole.row(1);
          whole.bigints(list);
          piecemeal.row(1);
          piecemeal.beginBigints(list.length);
          for (let at = 0; at < list.length; at += some) {
            piecemeal.putBigints(list, at, Math.min(at + some, list.length));
            pieces.push(Buffer.from(piecemeal.takePiece()));
          }
        }
        pieces.push(piecemeal.end());
        expect(Buffer.concat(pieces).equals(whole.end())).toBe(true);
      }),
      { seed: 20261127 },
    );
  });
});
