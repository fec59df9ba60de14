/**
 * Card numbers never enter the house. This file finds what looks like one in any text, and masks it.
 * A run is 13 to 19 digits, single spaces or hyphens between digits allowed, that passes the Luhn check.
 * PCI DSS 3.4.1 allows the first six and last four to be shown.
 */
const DIGIT_RUN = /\d(?:[ -]?\d){12,}/g;
const SHORTEST = 13;
const LONGEST = 19;

/** ISO/IEC 7812-1 check digit over a string of digits only. */
export function isLuhnValid(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    if (i % 2 === 1) {
      digit *= 2;
      if (digit > 9) digit -= 9;
    }
    sum += digit;
  }
  return sum % 10 === 0;
}

/**
 * Masks every Luhn-valid run of 13–19 digits: "4111111111111111" → "411111******1111".
 * Where a run is no card as a whole (digits glued to others, two cards side by side), every window of it that could
 * be one is masked but for its last four, since we cannot know which digits belong to the card.
 */
export function maskCardNumbers(text: string): string {
  return text.replace(DIGIT_RUN, maskRun);
}

export const hasCardNumber = (text: string): boolean => maskCardNumbers(text) !== text;

function maskRun(run: string): string {
  const places: number[] = [];
  let digits = '';
  for (let i = 0; i < run.length; i++) {
    const char = run.charAt(i);
    if (char < '0' || char > '9') continue;
    places.push(i);
    digits += char;
  }
  const chars = run.split('');
  const hide = (from: number, to: number): void => {
    for (let i = from; i < to; i++) chars[places[i] as number] = '*';
  };
  if (digits.length <= LONGEST && isLuhnValid(digits)) {
    hide(6, digits.length - 4);
    return chars.join('');
  }
  for (let from = 0; from + SHORTEST <= digits.length; from++) {
    for (let length = SHORTEST; length <= LONGEST && from + length <= digits.length; length++) {
      if (isLuhnValid(digits.slice(from, from + length))) hide(from, from + length - 4);
    }
  }
  return chars.join('');
}
