/** Numbers of formats that come with Excel and show dates or times; 27–36 and 50–58 are those of Chinese editions. */
const BUILT_IN: readonly (readonly [from: number, to: number])[] = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
];
/** Texts in quotes, characters that stand for themselves or for their width, colours, conditions and locales. */
const LITERAL = /"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^[\]]*\]/gi;

/**
 * Whether a number format shows dates or times: by its number, or by the letters of its code that are no literal text.
 * @param code null: the format has none of its own.
 */
export function isDateFormat(id: number, code: string | null): boolean {
  if (code === null) return BUILT_IN.some(([from, to]) => id >= from && id <= to);
  // Only the part for positive numbers: others may be for zero and text.
  const [positive = ''] = code.replace(LITERAL, '').split(';');
  return !/general/i.test(positive) && /[ymdhs]/i.test(positive);
}
