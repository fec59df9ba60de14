/**
 * Card numbers never enter the house. This file finds what looks like one in any text, and masks it.
 * A run is 13 to 19 digits, single spaces or hyphens between digits allowed, that passes the Luhn check. Digits of full
 * width (０–９), as Chinese input methods type them, count like others.
 * PCI DSS 3.4.1 allows the first six and last four to be shown.
 */
/** A UUID is taken whole first: its groups may happen to be digits, and an id that is masked leads nowhere. */
const UUID_OR_DIGIT_RUN =
  /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b|[\d\uff10-\uff19](?:[ -]?[\d\uff10-\uff19]){12,}/gi;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const SHORTEST = 13;
const LONGEST = 19;
/** What a digit adds to the Luhn sum where it is doubled. */
const DOUBLED = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];

/** ISO/IEC 7812-1 check digit over a string of ASCII digits only. */
export function isLuhnValid(digits: string): boolean {
  let sum = 0;
  for (let i = digits.length - 1, doubled = false; i >= 0; i--, doubled = !doubled) {
    const digit = digits.charCodeAt(i) - 48;
    sum += doubled ? (DOUBLED[digit] as number) : digit;
  }
  return sum % 10 === 0;
}

/**
 * Masks every Luhn-valid run of 13–19 digits: "4111111111111111" → "411111******1111".
 * Where a run is no card as a whole (digits glued to others, two cards side by side), every window of it that could
 * be one is masked but for its last four, since we cannot know which digits belong to the card.
 */
export function maskCardNumbers(text: string): string {
  return text.length < SHORTEST
    ? text
    : text.replace(UUID_OR_DIGIT_RUN, (match) => (UUID.test(match) ? match : maskRun(match)));
}

export const hasCardNumber = (text: string): boolean => maskCardNumbers(text) !== text;

function maskRun(run: string): string {
  const places: number[] = [];
  const digits: number[] = [];
  for (let i = 0; i < run.length; i++) {
    const code = run.charCodeAt(i);
    if (code < 48) continue;
    places.push(i);
    digits.push(code < 0xff10 ? code - 48 : code - 0xff10);
  }
  const chars = run.split('');
  let hidden = 0;
  const hide = (from: number, to: number): void => {
    for (hidden = Math.max(hidden, from); hidden < to; hidden++) chars[places[hidden] as number] = '*';
  };
  const isCard = luhnOfWindows(digits);
  if (digits.length <= LONGEST && isCard(0, digits.length)) {
    hide(6, digits.length - 4);
    return chars.join('');
  }
  for (let from = 0; from + SHORTEST <= digits.length; from++) {
    for (let to = Math.min(from + LONGEST, digits.length); to >= from + SHORTEST; to--) {
      if (!isCard(from, to)) continue;
      hide(from, to - 4);
      break;
    }
  }
  return chars.join('');
}

/**
 * The Luhn check of any window [from, to) in constant time, from running sums with even or odd places doubled: a run
 * may be as long as a file's longest line, and all its windows are asked.
 */
function luhnOfWindows(digits: readonly number[]): (from: number, to: number) => boolean {
  const evenDoubled = new Int32Array(digits.length + 1);
  const oddDoubled = new Int32Array(digits.length + 1);
  digits.forEach((digit, i) => {
    const doubled = DOUBLED[digit] as number;
    evenDoubled[i + 1] = (evenDoubled[i] as number) + (i % 2 === 0 ? doubled : digit);
    oddDoubled[i + 1] = (oddDoubled[i] as number) + (i % 2 === 0 ? digit : doubled);
  });
  return (from, to) => {
    // The last digit of the window is never doubled, so the places of the other parity are.
    const sums = (to - 1) % 2 === 0 ? oddDoubled : evenDoubled;
    return ((sums[to] as number) - (sums[from] as number)) % 10 === 0;
  };
}
