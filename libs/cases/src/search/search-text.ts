/** How texts are made comparable for search: one form for full width and half width, great and small, any punctuation. */

/** A text as it is searched in, and where each unit of it stands in what a person wrote. */
interface Folded {
  readonly text: string;
  /** Of each UTF-16 unit of `text`: the stretch of the original that it comes from, `to` outside. */
  readonly stretches: readonly Stretch[];
}

/** UTF-16 units, `to` outside. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface Snippet {
  readonly text: string;
  /** Where it was found, in `text`. */
  readonly hits: readonly Stretch[];
}

/** How much is shown on either side of a hit. */
const AROUND = 40;
const WORD = /[\p{L}\p{N}\p{M}]/u;

/** Letters, digits and marks in their compatible small form; whatever stands between them is one space. */
function fold(original: string): Folded {
  let text = '';
  const stretches: Stretch[] = [];
  let at = 0;
  for (const character of original) {
    const stretch = { from: at, to: at + character.length };
    at = stretch.to;
    for (const folded of character.normalize('NFKC').toLowerCase()) {
      const kept = WORD.test(folded) ? folded : ' ';
      if (kept === ' ' && (text === '' || text.endsWith(' '))) continue;
      text += kept;
      for (let unit = 0; unit < kept.length; unit++) stretches.push(stretch);
    }
  }
  if (text.endsWith(' ')) return { text: text.slice(0, -1), stretches: stretches.slice(0, -1) };
  return { text, stretches };
}

/** What is stored of a text, and what is asked for: the same fold. */
export const searchForm = (text: string): string => fold(text.normalize('NFC')).text;

/** Every two characters that follow each other, each once; Chinese has no spaces to cut words at. */
export function bigrams(form: string): readonly string[] {
  const characters = [...form];
  const found = new Set<string>();
  for (let index = 1; index < characters.length; index++) {
    const gram = `${characters[index - 1]}${characters[index]}`;
    if (!gram.includes(' ')) found.add(gram);
  }
  return [...found];
}

/** What stands around the first hit; null where the text has none, since it was changed or erased meanwhile. */
export function snippetOf(written: string, form: string): Snippet | null {
  const original = written.normalize('NFC');
  const { text, stretches } = fold(original);
  const hits: Stretch[] = [];
  for (let index = text.indexOf(form); index >= 0; index = text.indexOf(form, index + form.length)) {
    const [first, last] = [stretches[index], stretches[index + form.length - 1]];
    if (first && last) hits.push({ from: first.from, to: last.to });
  }
  const [first] = hits;
  if (!first) return null;
  const start = boundary(original, Math.max(0, first.from - AROUND));
  const end = boundary(original, Math.min(original.length, first.to + AROUND));
  return {
    text: original.slice(start, end),
    hits: hits
      .filter(({ from, to }) => from >= start && to <= end)
      .map(({ from, to }) => ({ from: from - start, to: to - start })),
  };
}

/** Never within a character of two units. */
const boundary = (text: string, at: number): number =>
  /[\uDC00-\uDFFF]/.test(text.charAt(at)) && at > 0 ? at - 1 : at;
