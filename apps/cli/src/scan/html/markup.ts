import { maskCardNumbers, type Bilingual } from '@thaw/kernel';
import { printable } from '../../printable';

/** A piece of HTML or SVG that is safe to stand in a page as it is. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | readonly Part[];

/** Writes markup: what is put in between is escaped, unless it is markup itself. */
export const markup = (pieces: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(pieces.map((piece, i) => piece + (i < parts.length ? written(parts[i] as Part) : '')).join(''));

/** The same words in both languages; the page shows one of them. */
export const inBoth = (
  { zh, en }: Bilingual,
  tag: 'span' | 'text' | 'p' | 'h3' = 'span',
  attributes = NONE,
): Markup =>
  markup`<${new Markup(tag)} lang="zh-CN"${attributes}>${zh}</${new Markup(tag)}><${new Markup(tag)} lang="en"${attributes}>${en}</${new Markup(tag)}>`;

const NONE = new Markup('');

/**
 * Text that a stranger wrote, on its way into a page: no control or format characters, which can turn the reading
 * direction, and no card numbers; in a `bdi`, so that its own direction ends with it.
 */
export const fromFile = (text: string): Markup => markup`<bdi>${maskCardNumbers(printable(text))}</bdi>`;

function written(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part));
  return part.map(written).join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] as string);
