import fc from 'fast-check';
import { hasCardNumber, isLuhnValid, maskCardNumbers } from './card-number';

/** Appends the check digit, computed by the plain definition. */
function withCheckDigit(body: string): string {
  const sum = [...body]
    .reverse()
    .map(Number)
    .reduce(
      (total, digit, i) => total + (i % 2 === 0 ? Math.floor((digit * 2) / 10) + ((digit * 2) % 10) : digit),
      0,
    );
  return `${body}${(10 - (sum % 10)) % 10}`;
}

const cardNumber = fc.stringMatching(/^[1-9][0-9]{11,17}$/).map(withCheckDigit);

/** Every window of 13–19 digits, single spaces or hyphens between them, that passes the Luhn check. */
function survivors(text: string): string[] {
  const found: string[] = [];
  for (const run of text.match(/\d(?:[ -]?\d)*/g) ?? []) {
    const digits = run.replace(/\D/g, '');
    for (let length = 13; length <= 19; length++) {
      for (let from = 0; from + length <= digits.length; from++) {
        const window = digits.slice(from, from + length);
        if (isLuhnValid(window)) found.push(window);
      }
    }
  }
  return found;
}

/** Every stretch of whole groups, up to three spaces or hyphens between them, that is written like a card number. */
function survivingGroups(text: string): string[] {
  const found: string[] = [];
  for (const run of text.match(/(?<![\d*])\d+(?:[ -]{1,3}\d+)+(?![\d*])/g) ?? []) {
    const groups = run.split(/[ -]+/);
    const gaps = run.split(/\d+/).slice(1, -1);
    for (let first = 0; first < groups.length; first++) {
      for (let last = first + 1; last < groups.length; last++) {
        const digits = groups.slice(first, last + 1).join('');
        const alike = new Set(gaps.slice(first, last)).size === 1;
        const long = groups.slice(first, last).every((group) => group.length >= 4);
        if (digits.length < 13 || digits.length > 19 || !(alike || long)) continue;
        if (isLuhnValid(digits)) found.push(digits);
      }
    }
  }
  return found;
}

describe('isLuhnValid', () => {
  it.each(['4111111111111111', '5555555555554444', '378282246310005', '6222021001112345670'])(
    'accepts %s',
    (digits) => expect(isLuhnValid(digits)).toBe(true),
  );
  it.each(['4111111111111112', '4111111111111101', '1'])('refuses %s', (digits) =>
    expect(isLuhnValid(digits)).toBe(false),
  );
});

describe('maskCardNumbers', () => {
  it.each([
    ['4111111111111111', '411111******1111'],
    ['4111 1111 1111 1111', '4111 11** **** 1111'],
    ['6222-0210-0111-2345-670', '6222-02**-****-***5-670'],
    ['卡号4111111111111111。', '卡号411111******1111。'],
    ['４１１１１１１１１１１１１１１１', '４１１１１１******１１１１'],
    ['1000000123456789', '1000000123456789'],
    // no card as a whole, but windows within it could be one
    ['4111111111111112', '411*********1112'],
    ['13800138000', '13800138000'],
    ['2024-03-01 10:15:00', '2024-03-01 10:15:00'],
    ['2026-11-23 10:15:00, 1,234.56', '2026-11-23 10:15:00, 1,234.56'],
    ['590742137.92000', '590742137.92000'],
    // a table of days and amounts, of which some window or other is always valid
    [
      '2026-11-23 1,234.56\n2026-11-24 2,345.67\n2026-11-25 12,345.67\n2026-11-26 99.00',
      '2026-11-23 1,234.56\n2026-11-24 2,345.67\n2026-11-25 12,345.67\n2026-11-26 99.00',
    ],
    ['3782,822463,10005', '3782,82****,*0005'],
    ['1. 4012.8888.8888.1881.', '1. 4012.88**.****.1881.'],
    ['4012.8888-8888/1881', '4012.88**-****/1881'],
    ['4012 8888, 8888_1881', '4012 88**, ****_1881'],
    ['40128888-8888-1881-0000-000000000000', '********-****-****-****-********0000'],
  ])('%j → %j', (text, masked) => {
    expect(maskCardNumbers(text)).toBe(masked);
    expect(hasCardNumber(text)).toBe(masked !== text);
  });

  it.each([
    '.', '_', '/', ',', '  ', ' - ', '\t', '\n', '\r\n', '\u00a0', '\u2009', '\u3000', '\u2013', '\u2014', '\u2212',
    '\u200b', '\u200b\u200b', '\u00ad', '\ufeff ', '\u2060', ', ', ' / ', '\u00b7', '\u3001', '\uff0c', '\uff0e', '\ufe0f',
  ])('masks a number with %j between its groups', (separator) => {
    for (const groups of [['4012', '8888', '8888', '1881'], ['3782', '822463', '10005']]) {
      const masked = maskCardNumbers(`card ${groups.join(separator)}!`);
      const digits = groups.join('');
      expect(masked.match(/[\d*]/g)?.join('')).toBe(
        `${digits.slice(0, 6)}${'*'.repeat(digits.length - 10)}${digits.slice(-4)}`,
      );
      expect(maskCardNumbers(masked)).toBe(masked);
    }
  }); // prettier-ignore

  it('knows the digits of every script', () => {
    for (const zero of [0x0660, 0x06f0, 0x0966, 0xff10, 0x1d7ce, 0x1d7d8, 0x1fbf0]) {
      const write = (digits: string): string =>
        [...digits]
          .map((digit) => (digit === '*' ? '*' : String.fromCodePoint(zero + Number(digit))))
          .join('');
      expect(maskCardNumbers(`卡${write('4012888888881881')}`)).toBe(`卡${write('401288******1881')}`);
    }
  });

  it('shows at most the last four of a card that is glued to other digits', () => {
    expect(maskCardNumbers('94111111111111111')).not.toMatch(/1{5}/);
    expect(maskCardNumbers('41111111111111115500000000000004')).not.toMatch(/1{5}|0{5}/);
  });

  it('leaves no card number in any text, wherever it stands', () => {
    const filler = fc.stringMatching(/^[0-9a-z ,.:-]{0,24}$/);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(filler, cardNumber, fc.constantFrom('', ' ', '-')), { maxLength: 4 }),
        filler,
        (parts, end) => {
          const text = parts
            .map(
              ([before, card, separator]) =>
                before + (separator ? card.replace(/(\d{4})(?=\d)/g, `$1${separator}`) : card),
            )
            .join('')
            .concat(end);
          const masked = maskCardNumbers(text);
          expect([...survivors(masked), ...survivingGroups(masked)]).toEqual([]);
          expect(masked).toHaveLength(text.length);
          expect(maskCardNumbers(masked)).toBe(masked);
          for (const [, card] of parts) expect(masked).not.toContain(card);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('touches only digits of a run that could be a card', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-z -]{0,60}$/), (text) => {
        const masked = maskCardNumbers(text);
        if (survivors(text).length + survivingGroups(text).length === 0) expect(masked).toBe(text);
        expect(survivingGroups(masked)).toEqual([]);
        for (let i = 0; i < text.length; i++) {
          if (masked[i] !== text[i]) expect(masked[i] === '*' && /\d/.test(text[i] ?? '')).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes time in proportion to the text, also on a megabyte of digits', () => {
    // Of the processor: a loaded machine may take its time.
    const started = process.cpuUsage();
    expect(survivors(maskCardNumbers('4'.repeat(1_000_000)).slice(0, 200))).toEqual([]);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1_000).toBeLessThan(3_000);
  });
});

it('leaves our own ids whole, even one of digits only', () => {
  const id = '41111111-1111-4111-8111-111111111111';
  expect(maskCardNumbers(`case ${id} of 4111111111111111`)).toBe(`case ${id} of 411111******1111`);
});
