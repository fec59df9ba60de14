/** Which characters card numbers are written with. */

/** A space, a hyphen or dash, or something that is not seen: one of these alone holds digits together. */
const TIGHT = /^[\p{Zs}\p{Pd}\p{Cf}]$/u;
/** What else people, spreadsheets and input methods put between the digits of one number. */
const LOOSE = /^[\s\p{Z}\p{Pd}\p{Cf}\p{M}._/,\u00b7\u2212\u3001\uff0c\uff0e\uff0f\uff3f]$/u;
const DECIMAL = /^\p{Nd}$/u;

export type Separation = 'tightly' | 'loosely' | 'never';

/** What a character of ASCII is at a glance: 0 ends a number, 1 is a digit, 2 may separate. Others, at 128, may be either. */
export const FIRST_LOOK = Uint8Array.from({ length: 129 }, (_, code) => {
  const char = String.fromCharCode(code);
  return code === 128 || DECIMAL.test(char) ? 1 : LOOSE.test(char) ? 2 : 0;
});

const ASCII: readonly Separation[] = Array.from({ length: 128 }, (_, code) =>
  look(String.fromCharCode(code)),
);

/** How digits belong together between which this character stands. */
export function separates(char: string): Separation {
  const code = char.charCodeAt(0);
  return code < 128 ? (ASCII[code] as Separation) : look(char);
}

function look(char: string): Separation {
  return TIGHT.test(char) ? 'tightly' : LOOSE.test(char) ? 'loosely' : 'never';
}

/** What a decimal digit of any script counts; -1 for every other character. */
export function digitOf(char: string): number {
  const code = char.codePointAt(0) as number;
  if (code < 128) return code >= 48 && code <= 57 ? code - 48 : -1;
  if (!DECIMAL.test(char)) return -1;
  // Unicode, 4.6: the ten digits of a script stand in order, zero first. Some stand behind others' nine.
  let first = code;
  while (DECIMAL.test(String.fromCodePoint(first - 1))) first -= 1;
  return (code - first) % 10;
}
