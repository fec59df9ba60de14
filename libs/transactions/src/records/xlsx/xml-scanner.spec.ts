import { isDomainError } from '@thaw/kernel';
import fc from 'fast-check';
import { XmlScanner, attributeOf } from './xml-scanner';

function scanned(pieces: readonly Buffer[]): string[] {
  const found: string[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') found.push(`"${text}"`);
    text = '';
  };
  const scanner = new XmlScanner({
    open: (name, attributes) => {
      flush();
      found.push(`<${name}${attributes}>`);
    },
    text: (piece) => (text += piece),
    close: (name) => {
      flush();
      found.push(`</${name}>`);
    },
  });
  for (const piece of pieces) scanner.push(piece);
  return found;
}

const XML =
  '<?xml version="1.0"?><!-- a > b --><x:row r="1" a=\'2>1\'><c/>&lt;&#65;&#x42;&amp;&unknown;<![CDATA[<&>]]>金额</x:row >';
const FOUND = ['<row r="1" a=\'2>1\'>', '<c>', '</c>', '"<AB&&unknown;<&>金额"', '</row>'];

it('finds tags and texts', () => expect(scanned([Buffer.from(XML)])).toEqual(FOUND));

it('finds the same in whatever pieces it comes', () => {
  const bytes = Buffer.from(XML);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 8 }), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const pieces = at.slice(1).map((to, i) => bytes.subarray(at[i], to));
      expect(scanned(pieces)).toEqual(FOUND);
    }),
  );
});

it('reads attributes by their whole names', () => {
  const attributes = ` xr="no" r='B2' s = "3" t="a&amp;b"`;
  expect(['r', 's', 't', 'q'].map((name) => attributeOf(attributes, name))).toEqual(['B2', '3', 'a&b', null]);
});

it.each([
  ['a document type', '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'],
  ['a text without end', `<x>${'a'.repeat(2_000_000)}`],
  ['a tag without end', `<x a="${'a'.repeat(2_000_000)}`],
])('refuses %s', (_, xml) => {
  const bytes = Buffer.from(xml);
  const pieces = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (__, i) =>
    bytes.subarray(i * 65_536, (i + 1) * 65_536),
  );
  let refusal: unknown;
  try {
    scanned(pieces);
  } catch (error) {
    refusal = error;
  }
  expect(isDomainError(refusal, 'FILE_UNREADABLE')).toBe(true);
});

it('reads a tag of a megabyte in one pass, whatever stands in its quotes', () => {
  const quoted = ' a=">"'.repeat(174_000);
  const before = process.cpuUsage();
  expect(scanned([Buffer.from(`<x${quoted}/>`)])).toEqual([`<x${quoted}>`, '</x>']);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(500);
});

it('reads no tag to its end that is longer', () => {
  expect(() => scanned([Buffer.from(`<x${' a=">"'.repeat(180_000)}/>`)])).toThrow('damaged');
});

it.each([
  ['GB18030', Buffer.from([0xbd, 0xf0, 0xb6, 0xee])],
  ['a character cut in two', Buffer.from('金额').subarray(0, 5)],
  ['half a surrogate pair', Buffer.from([0xed, 0xa0, 0x80])],
])('refuses text that is no UTF-8 by name: %s', (_, text) => {
  const bytes = Buffer.concat([Buffer.from('<si><t>A'), text, Buffer.from('</t></si>')]);
  for (const size of [1, 3, bytes.length]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (__, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    );
    let refusal: unknown;
    try {
      scanned(pieces);
    } catch (error) {
      refusal = error;
    }
    expect(isDomainError(refusal, 'FILE_UNREADABLE')).toBe(true);
    expect(JSON.stringify(refusal)).toMatch(/UTF-8/);
  }
});
