import { FIRST_LOOK, digitOf, separates } from './card-characters';

/**
 * Card numbers never enter the house. This file finds what looks like one in any text, and masks it: 13 to 19 decimal
 * digits of any script that pass the Luhn check, whatever people put between them (card-characters.ts).
 * PCI DSS 3.4.1 allows the first six and last four to be shown.
 *
 * - Digits with at most one space or hyphen between them: every window of them counts, since a number may be glued to
 *   others.
 * - Digits with anything else between them, or more ("4012.8888.8888.1881"): amounts and times look like that too, so
 *   here whole groups count that are written as card numbers are, with the same thing between them all or in groups of
 *   four and more.
 */
const SHORTEST = 13;
const LONGEST = 19;
/** `4012 - 8888`. */
const SEPARATORS_MOST = 3;
/** In a card number that is separated in different ways, each group but the last is as long. */
const GROUP_SHORTEST = 4;
/** Our own ids (versions 4 and 7) are left alone: their groups may be digits, and an id that is masked leads nowhere. */
const OWN_ID = /(\b[\da-f]{8}-[\da-f]{4}-[47][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}\b)/i;
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
  if (!mayHoldCard(text)) return text;
  if (!text.includes('-')) return maskRuns(text);
  // Taken apart at ids; every second part is one.
  const parts = text.split(OWN_ID);
  return parts.map((part, i) => (i % 2 === 0 ? maskRuns(part) : part)).join('');
}

export const hasCardNumber = (text: string): boolean => maskCardNumbers(text) !== text;

/** Most texts are told by this alone: files are masked cell by cell. */
function mayHoldCard(text: string): boolean {
  if (text.length < SHORTEST) return false;
  let digits = 0;
  let apart = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const look = code < 128 ? FIRST_LOOK[code] : FIRST_LOOK[128];
    if (look === 1) {
      if (++digits === SHORTEST) return true;
      apart = 0;
    } else if (look === 0 || ++apart > SEPARATORS_MOST) {
      digits = 0;
    }
  }
  return false;
}

/** Digits that may belong together, in the order of the text. */
class Run {
  readonly digits: number[] = [];
  /** Of each digit, where it stands among the text's characters. */
  readonly places: number[] = [];
  /** What stands before each digit: nothing, a single space or hyphen, or something looser. */
  readonly gaps: string[] = [];
}

function maskRuns(text: string): string {
  const chars = Array.from(text);
  const seen = { masked: false };
  let run = new Run();
  let gap = '';
  let apart = 0;
  const end = (): void => {
    if (run.digits.length >= SHORTEST && hideCards(run, chars)) seen.masked = true;
    if (run.digits.length > 0) run = new Run();
    gap = '';
    apart = 0;
  };
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] as string;
    const digit = digitOf(char);
    if (digit !== -1) {
      run.digits.push(digit);
      run.places.push(i);
      run.gaps.push(gap);
      gap = '';
      apart = 0;
    } else if (run.digits.length > 0) {
      if (separates(char) === 'never' || ++apart > SEPARATORS_MOST) end();
      else gap += char;
    }
  }
  end();
  return seen.masked ? chars.join('') : text;
}

/** Puts stars into the text's characters. True where there was anything to hide. */
function hideCards(run: Run, chars: string[]): boolean {
  const { digits, places, gaps } = run;
  const isCard = luhnOfWindows(digits);
  const hidden = new Array<boolean>(digits.length).fill(false);
  let hiddenTo = 0;
  const hide = (from: number, to: number): void => {
    for (hiddenTo = Math.max(hiddenTo, from); hiddenTo < to; hiddenTo++) hidden[hiddenTo] = true;
  };
  let tight = true;
  for (let from = 0, to = 1; from < digits.length; from = to++) {
    while (to < digits.length && isTight(gaps[to] as string)) to += 1;
    tight &&= to === digits.length;
    if (to - from < SHORTEST) continue;
    if (to - from <= LONGEST && isCard(from, to)) hide(from + 6, to - 4);
    else hideWindows(from, to, isCard, hide);
  }
  if (!tight) hideGroups(run, chars, isCard, hidden);
  let any = false;
  for (let i = 0; i < digits.length; i++) {
    if (!hidden[i]) continue;
    chars[places[i] as number] = '*';
    any = true;
  }
  return any;
}

const isTight = (gap: string): boolean => gap === '' || (gap.length === 1 && separates(gap) === 'tightly');

type IsCard = (from: number, to: number) => boolean;

function hideWindows(
  first: number,
  end: number,
  isCard: IsCard,
  hide: (from: number, to: number) => void,
): void {
  for (let from = first; from + SHORTEST <= end; from++) {
    for (let to = Math.min(from + LONGEST, end); to >= from + SHORTEST; to--) {
      if (!isCard(from, to)) continue;
      hide(from, to - 4);
      break;
    }
  }
}

/** Hides card numbers that are made of whole groups. A group beside a star is the rest of a number, and is none. */
function hideGroups({ digits, places, gaps }: Run, chars: string[], isCard: IsCard, hidden: boolean[]): void {
  const starts = gaps.flatMap((gap, i) => (i === 0 || gap !== '' ? [i] : []));
  const ends = [...starts.slice(1), digits.length];
  const isWhole = (from: number, to: number): boolean =>
    chars[(places[from] as number) - 1] !== '*' && chars[(places[to - 1] as number) + 1] !== '*';
  for (let first = 0; first < starts.length; first++) {
    const from = starts[first] as number;
    let alike = true;
    let long = true;
    for (let last = first; last < starts.length; last++) {
      const to = ends[last] as number;
      if (to - from > LONGEST || !isWhole(starts[last] as number, to)) break;
      alike &&= last <= first + 1 || gaps[starts[last] as number] === gaps[starts[first + 1] as number];
      if (!alike && !long) break;
      // Two groups with a point between them are a number with a fraction.
      const isFraction = last === first + 1 && /^[.,]$/.test(gaps[starts[last] as number] as string);
      if (to - from >= SHORTEST && last > first && !isFraction && isCard(from, to))
        hidden.fill(true, from + 6, to - 4);
      long &&= to - (starts[last] as number) >= GROUP_SHORTEST;
    }
  }
}

/**
 * The Luhn check of any window [from, to) in constant time, from running sums with even or odd places doubled: a run
 * may be as long as a file's longest line, and all its windows are asked.
 */
function luhnOfWindows(digits: readonly number[]): IsCard {
  // Not typed arrays: most runs are short, and those are dear to make.
  const evenDoubled = [0];
  const oddDoubled = [0];
  let even = 0;
  let odd = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits[i] as number;
    const doubled = DOUBLED[digit] as number;
    even += i % 2 === 0 ? doubled : digit;
    odd += i % 2 === 0 ? digit : doubled;
    evenDoubled.push(even);
    oddDoubled.push(odd);
  }
  return (from, to) => {
    // The last digit of the window is never doubled, so the places of the other parity are.
    const sums = (to - 1) % 2 === 0 ? oddDoubled : evenDoubled;
    return ((sums[to] as number) - (sums[from] as number)) % 10 === 0;
  };
}
