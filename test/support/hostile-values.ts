import type { Dice } from '../../libs/risk/src/simulator/dice';

const LONG = 'x'.repeat(100_000);
const OTHER_ID = '3f2b1c0d-0000-4000-8000-00000000dead';

const nested = (depth: number, open: string, close: string): string =>
  `${open.repeat(depth)}0${close.repeat(depth)}`;

/** Texts that upset databases, files, pages and people. A lone surrogate has no UTF-8, a NUL no place in PostgreSQL. */
const TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'a\udfff\ud800b',
  '\u202e\u200b\ufeff',
  '💥',
  LONG,
  "'; DROP TABLE freeze_case; --",
  '\\',
  '%00',
  '%s%n',
  '../../etc/passwd',
  '{{7*7}}${7*7}',
  '<script>alert(1)</script>',
  '=cmd|calc',
  'null',
  'NaN',
  'Infinity',
  '1e309',
  '-1',
  '0x10',
  '٣',
  '9'.repeat(400),
  '4111111111111111',
  OTHER_ID,
  OTHER_ID.toUpperCase(),
  '00000000-0000-0000-0000-000000000000',
  '2026-02-30T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '+275760-09-13T00:00:00.000Z',
  '-271821-04-20T00:00:00.000Z',
  '2026-11-23T01:00:00+99:99',
  'infinity',
  'constructor',
  '__proto__',
  'toString',
];

/** JSON texts of values, since not all that can be sent can be said by JSON.stringify. */
const VALUES = [
  'null',
  'true',
  '0',
  '-0',
  '-1',
  '1.5',
  '1e308',
  '1e999',
  '-1e999',
  '2147483648',
  '9007199254740993',
  '9'.repeat(400),
  '[]',
  '[null]',
  '[[]]',
  '["a","a"]',
  '{}',
  '{"length":4294967296}',
  '{"constructor":{"prototype":{"x":1}}}',
  '{"toString":1,"valueOf":1,"hasOwnProperty":1,"then":1,"toJSON":1}',
  '{"":""}',
  '{"zh":"一","en":"one"}',
  nested(50, '[', ']'),
  nested(5_000, '[', ']'),
  nested(5_000, '{"a":', '}'),
  `[${'0,'.repeat(20_000)}0]`,
  `[${'{},'.repeat(5_000)}{}]`,
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
];

/** Bytes that begin a character and do not end it, a surrogate's, an overlong slash, and one that is of no text at all. */
const BROKEN_UTF8 = [[0xc3, 0x28], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xff], [0xf8, 0xa1, 0xa1, 0xa1, 0xa1]];

/** The JSON text with such bytes in one of its strings, be it a name or a value. */
export function brokenUtf8(text: string, dice: Dice): Buffer {
  const quotes = [...text.matchAll(/"/g)].map(({ index }) => index);
  const at = quotes.length > 0 ? dice.pick(quotes) + 1 : text.length;
  return Buffer.concat([
    Buffer.from(text.slice(0, at)),
    Buffer.from(dice.pick(BROKEN_UTF8)),
    Buffer.from(text.slice(at)),
  ]);
}

export const junkText = (dice: Dice): string => dice.pick(TEXTS);
/** A JSON text. */
export const junkValue = (dice: Dice): string =>
  dice.chance(500) ? dice.pick(VALUES) : JSON.stringify(junkText(dice));

/** Bodies that have nothing to do with what was asked for. */
export const JUNK_BODIES: readonly (string | Buffer)[] = [
  'null',
  '[]',
  '[{}]',
  '{}',
  '""',
  '"text"',
  '7',
  'true',
  '',
  ' ',
  '{',
  '{"a":1,}',
  "{'a':1}",
  'NaN',
  '\ufeff{}',
  '{}{}',
  '{"__proto__":{"isAdmin":true}}',
  '{"constructor":{"prototype":{"isAdmin":true}}}',
  '{"\\u0000":"\\u0000"}',
  '{"\\ud800":"\\udfff"}',
  '{"toString":null,"hasOwnProperty":null,"then":{},"length":-1}',
  nested(20_000, '[', ']'),
  nested(20_000, '{"a":', '}'),
  `{${Array.from({ length: 5_000 }, (_, i) => `"k${i}":${i}`).join()}}`,
  `"${LONG}"`,
  Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  Buffer.from([0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0]),
];

/** What may stand in an address where an id should, already escaped. */
const JUNK_IDS = [
  '0',
  '-1',
  'null',
  'undefined',
  'current',
  '%00',
  `${OTHER_ID}%00`,
  OTHER_ID,
  OTHER_ID.toUpperCase(),
  `%7B${OTHER_ID}%7D`,
  '%ED%A0%80',
  '%FF',
  '%zz',
  '%F0%9F%92%A5',
  '..%2F..%2Fetc%2Fpasswd',
  '%2e%2e',
  '%27%20OR%201=1--',
  '__proto__',
  'constructor',
  'A'.repeat(90),
  'A'.repeat(3_000),
  '%E2%80%AE',
  ';a=b',
  '*',
  '%0d%0aX-Injected:%201',
];
export const junkId = (dice: Dice): string => dice.pick(JUNK_IDS);

const cursor = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const CURSORS = [
  'x',
  '%00',
  cursor(null),
  cursor([]),
  cursor({ length: 2 }),
  cursor([1, 2]),
  cursor(['2026-02-30T00:00:00.000Z', OTHER_ID]),
  cursor(['2026-01-01T00:00:00.000Z', 'x']),
  cursor(['0000-01-01T00:00:00.000Z', OTHER_ID]),
  cursor(['294277-01-01T00:00:00.000Z', OTHER_ID]),
  cursor(['\u0000', '\u0000']),
  cursor(['\u0000', '\u0000', '\u0000']),
  cursor(['2026-01-01T00:00:00.000Z', '\u0000', '9'.repeat(400)]),
  cursor(['2026-01-01T00:00:00.000Z', 'k', '99999999999999999999']),
  cursor(['\ud800']),
  cursor(['a'.repeat(300)]),
];

/** A query string for these parameters; some are not among them. */
export function junkQuery(dice: Dice, names: readonly string[]): string {
  const parts = Array.from({ length: dice.whole(1, 3) }, () => {
    const name = dice.pick([
      ...names,
      'x',
      '__proto__',
      'limit[]',
      'limit[a][b]',
      'cursor[__proto__]',
      '%00',
    ]);
    const value = dice.chance(400) ? dice.pick(CURSORS) : escaped(junkText(dice)).slice(0, 4_000);
    return dice.chance(100) ? name : `${name}=${value}`;
  });
  if (dice.chance(150)) parts.push(...parts);
  return `?${parts.join('&')}`;
}

/** Lone surrogates cannot be escaped: as three bytes, the way broken clients send them. */
function escaped(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return '%ED%A0%80';
  }
}

export const HEADERS: readonly Readonly<Record<string, string>>[] = [
  {},
  {},
  { 'idempotency-key': 'k'.repeat(300) },
  { 'idempotency-key': '\u00e9' },
  { 'idempotency-key': ' ' },
  { 'accept-language': `${'en;q=0.1,'.repeat(500)}zh` },
  { 'accept-language': 'en;q=NaN, zh;q=-1, *;q=1e9' },
  { accept: 'text/html' },
  { 'x-request-id': '4111111111111111' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': 'multipart/form-data' },
  { 'content-type': 'multipart/form-data; boundary=' },
  { 'content-type': '' },
  { 'content-type': 'application/json;' },
  { 'content-encoding': 'gzip' },
  { 'if-none-match': '*' },
  { range: 'bytes=0-18446744073709551616' },
  { 'thaw-signature': 't=NaN,v1=zz' },
  { 'x-http-method-override': 'DELETE' },
  { 'x-forwarded-for': '127.0.0.1' },
  { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'gopher', forwarded: 'for=127.0.0.1;host=evil' },
  { host: 'evil.example' },
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  { cookie: `thaw_session=x; ${'a=b; '.repeat(2_000)}` },
  { 'last-event-id': '\u00ff'.repeat(500) },
  { expect: '100-continue' },
  { te: 'trailers', 'accept-encoding': `${'gzip;q=0.1,'.repeat(500)}*` },
  Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`x-many-${i}`, 'v'])),
];
