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
    ['4111  1111  1111  1111', '4111  1111  1111  1111'],
  ])('%j → %j', (text, masked) => {
    expect(maskCardNumbers(text)).toBe(masked);
    expect(hasCardNumber(text)).toBe(masked !== text);
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
          expect(survivors(masked)).toEqual([]);
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
        if (survivors(text).length === 0) expect(masked).toBe(text);
        for (let i = 0; i < text.length; i++) {
          if (masked[i] !== text[i]) expect(masked[i] === '*' && /\d/.test(text[i] ?? '')).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes time in proportion to the text, also on a megabyte of digits', () => {
    const started = performance.now();
    expect(survivors(maskCardNumbers('4'.repeat(1_000_000)).slice(0, 200))).toEqual([]);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

it('leaves a UUID whole, even one of digits only', () => {
  const id = '41111111-1111-4111-8111-111111111111';
  expect(maskCardNumbers(`case ${id} of 4111111111111111`)).toBe(`case ${id} of 411111******1111`);
});
