import fc from 'fast-check';
import { Utf8Bytes, encodingOf } from './text-encoding';

/** Node writes no GB18030: what it reads back is the table, for the characters of two bytes that text is made of. */
const GB = new Map<string, Buffer>();
const decoder = new TextDecoder('gb18030', { fatal: true });
for (let lead = 0xb0; lead <= 0xf7; lead++) {
  for (let trail = 0xa1; trail <= 0xfe; trail++) {
    try {
      GB.set(decoder.decode(Uint8Array.of(lead, trail)), Buffer.of(lead, trail));
    } catch {
      // A pair that stands for nothing.
    }
  }
}
const HANZI = [...GB.keys()];

const gb18030 = (text: string): Buffer =>
  Buffer.concat([...text].map((char) => GB.get(char) ?? Buffer.from(char, 'latin1')));

/** As an upload brings it: cut anywhere. */
function converted(bytes: Buffer, sizes: readonly number[]): string {
  const utf8 = new Utf8Bytes();
  const pieces: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const end = at + (sizes[i % sizes.length] as number);
    pieces.push(utf8.convert(bytes.subarray(at, end)));
    at = end;
  }
  return Buffer.concat([...pieces, utf8.end()]).toString('utf8');
}

it('knows the characters of common text', () => {
  expect(HANZI.length).toBeGreaterThan(6_700);
  expect(gb18030('交易').toString('hex')).toBe('bdbbd2d7');
});

it.each([
  ['2024-03-01,38.70\n', null],
  ['交易时间,金额\n2024-03-01,38.70,消费\n', 'utf-8'],
  ['café\n', 'utf-8'],
])('takes %j in UTF-8 for %s', (text, encoding) => {
  expect(encodingOf(Buffer.from(text))).toBe(encoding);
});

it('takes a file in UTF-8 with a damaged line for UTF-8, and Latin-1 for nothing else', () => {
  const damaged = Buffer.concat([
    Buffer.from('交易时间,金额,商户\n'),
    Buffer.of(0xff, 0xfe),
    Buffer.from('\n'),
  ]);
  expect(encodingOf(damaged)).toBe('utf-8');
  expect(encodingOf(Buffer.from('caf\u00e9,1\n', 'latin1'))).toBe('utf-8');
});

it('reads GB18030 as what was written, wherever the upload is cut', () => {
  const cell = fc.oneof(
    fc.array(fc.constantFrom(...HANZI), { minLength: 2, maxLength: 6 }).map((chars) => chars.join('')),
    fc.constantFrom('2024-03-01 10:15:00', '38.70', '', '6222'),
  );
  const file = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
  const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 });
  fc.assert(
    fc.property(file, sizes, (rows, cuts) => {
      const text = `交易日期时间,交易金额\n${rows.map((row) => row.join(',')).join('\n')}\n`;
      expect(converted(gb18030(text), cuts)).toBe(text);
    }),
  );
});

it('leaves UTF-8 as it is, wherever the upload is cut', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 });
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...HANZI), { maxLength: 60 }), sizes, (chars, cuts) => {
      const text = `交易日期时间,交易金额\n${chars.join('')}\n`;
      expect(converted(Buffer.from(text), cuts)).toBe(text);
    }),
  );
});
