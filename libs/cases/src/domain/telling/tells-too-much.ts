import { DomainError } from '@thaw/kernel';
import { asRead, type ReadText } from './as-read';
import { TELLING_WORDS } from './telling-words';

/**
 * What of a text would tell what must not be told, as it stands there; empty: nothing does.
 * @param own what is the merchant's own and no news to them: a name and an address, whatever words these are made of.
 */
export function tellingIn(text: string, own: readonly string[] = []): readonly string[] {
  const read = asRead(text);
  const theirs = own.flatMap((each) => spansOf(read.text, asRead(each).text));
  const found = new Set<string>();
  for (const word of TELLING_WORDS)
    for (const match of read.text.matchAll(new RegExp(word, `${word.flags}g`))) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (!theirs.some(([from, to]) => from <= start && end <= to))
        found.add(original(text, read, start, end));
    }
  return [...found];
}

/** The gate of every text that a merchant will read. @throws DomainError TELLS_TOO_MUCH that quotes what would tell. */
export function needTellsNothing(text: string, field: string, own: readonly string[] = []): void {
  const words = tellingIn(text, own);
  if (words.length > 0) throw tellsTooMuch(words, field);
}

const original = (text: string, { from, to }: ReadText, start: number, end: number): string =>
  text.slice(from[start], to[end - 1]);

/** Every place of it; a word of one character is no name. */
function spansOf(text: string, part: string): readonly (readonly [number, number])[] {
  const spans: (readonly [number, number])[] = [];
  if (part.length < 2) return spans;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1))
    spans.push([at, at + part.length]);
  return spans;
}

function tellsTooMuch(words: readonly string[], field: string): DomainError {
  const [zh, en] = [words.map((word) => `“${word}”`).join('、'), words.map((word) => `“${word}”`).join(', ')];
  return new DomainError('TELLS_TOO_MUCH', {
    field,
    rule: 'merchant_text.no_tipping_off',
    extra: { words },
    detail: {
      zh: `商户会读到这段文字，其中${zh}会透露不得告知的事由：请删去，或改用“交易核查”等中性说法；内部情况请写在备注里。`,
      en: `The merchant will read this, and ${en} would tell what must not be told: leave it out or say “our review” instead, and keep what is internal in a note.`,
    },
  });
}
