import { explain } from './workbook-unreadable';

/** What a scanner finds, in the order of the document. Names are without prefix. */
export interface XmlVisitor {
  /** @param attributes as they stand in the tag; see {@link attributeOf}. `<a/>` is an open and a close. */
  open(name: string, attributes: string): void;
  text(text: string): void;
  close(name: string): void;
}

/** A text or tag beyond this is none of a workbook: a cell holds at most 32,767 characters. */
const LONGEST = 1024 * 1024;
const [QUOTE, APOSTROPHE, GREATER] = [34, 39, 62];
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * Takes the XML of a workbook's part apart, in whatever pieces it comes, holding one piece and one unfinished tag. It
 * knows no document types and so no entities of anybody's making: those who can define them can make nine lines a
 * gigabyte, or have files read.
 */
export class XmlScanner {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private rest = '';

  constructor(private readonly visitor: XmlVisitor) {}

  /** @throws DomainError FILE_UNREADABLE */
  push(piece: Buffer): void {
    const text = this.rest + this.decode(piece);
    const done = this.scan(text);
    this.rest = text.slice(done);
    if (this.rest.length > LONGEST) throw explain('DAMAGED');
  }

  private decode(piece: Buffer): string {
    try {
      return this.decoder.decode(piece, { stream: true });
    } catch {
      // Read on with characters that stand for what is unknown, two references or cards would become one.
      throw explain('NOT_UTF8');
    }
  }

  /** @returns up to where all is done: what follows is not there in full. */
  private scan(text: string): number {
    for (let at = 0; ;) {
      const start = text.indexOf('<', at);
      if (start === -1) return at;
      const second = text[start + 1];
      if (second === undefined) return at;
      let end: number;
      if (second === '!' || second === '?') {
        const special = specialEnd(text, start);
        if (special === null) return at;
        if (start > at) this.visitor.text(decoded(text.slice(at, start)));
        if (special.content !== null) this.visitor.text(special.content);
        end = special.end;
      } else {
        const close = tagEnd(text, start);
        if (close === -1) return at;
        if (start > at) this.visitor.text(decoded(text.slice(at, start)));
        this.tag(text, start + 1, close);
        end = close + 1;
      }
      at = end;
    }
  }

  private tag(text: string, from: number, to: number): void {
    if (text[from] === '/') {
      this.visitor.close(withoutPrefix(text.slice(from + 1, to).trimEnd()));
      return;
    }
    const isEmpty = text[to - 1] === '/';
    const end = isEmpty ? to - 1 : to;
    let nameEnd = from;
    while (nameEnd < end && text.charCodeAt(nameEnd) > 32) nameEnd += 1;
    const name = withoutPrefix(text.slice(from, nameEnd));
    this.visitor.open(name, text.slice(nameEnd, end));
    if (isEmpty) this.visitor.close(name);
  }
}

/** The value of an attribute, by its name with its prefix; null where the tag has none. */
export function attributeOf(attributes: string, name: string): string | null {
  for (let at = attributes.indexOf(name); at !== -1; at = attributes.indexOf(name, at + 1)) {
    if (at > 0 && attributes.charCodeAt(at - 1) > 32) continue;
    let from = at + name.length;
    while (attributes.charCodeAt(from) <= 32) from += 1;
    if (attributes[from] !== '=') continue;
    from += 1;
    while (attributes.charCodeAt(from) <= 32) from += 1;
    const quote = attributes[from];
    if (quote !== '"' && quote !== "'") continue;
    const end = attributes.indexOf(quote, from + 1);
    return end === -1 ? null : decoded(attributes.slice(from + 1, end));
  }
  return null;
}

/** Where the tag ends that starts here: a > within quotes does not end it. One pass: a tag may be made of those alone. */
function tagEnd(text: string, start: number): number {
  const most = Math.min(text.length, start + LONGEST);
  let quote = 0;
  for (let at = start; at < most; at++) {
    const code = text.charCodeAt(at);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === GREATER) {
      return at;
    } else if (code === QUOTE || code === APOSTROPHE) {
      quote = code;
    }
  }
  if (most < text.length) throw explain('DAMAGED');
  return -1;
}

/** Comments, instructions and CDATA. Null where it does not end here. */
function specialEnd(text: string, start: number): { end: number; content: string | null } | null {
  const [opening, closing] = text.startsWith('<?', start)
    ? ['<?', '?>']
    : text.startsWith('<!--', start)
      ? ['<!--', '-->']
      : ['<![CDATA[', ']]>'];
  if (!text.startsWith(opening, start)) {
    if (opening.startsWith(text.slice(start, start + opening.length)) || '<!--'.startsWith(text.slice(start)))
      return null;
    // A document type.
    throw explain('DAMAGED');
  }
  const end = text.indexOf(closing, start + opening.length);
  if (end === -1) return null;
  const content = opening === '<![CDATA[' ? text.slice(start + opening.length, end) : null;
  return { end: end + closing.length, content };
}

function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x?)?(\w{1,8});/g, (whole: string, mark: string | undefined, word: string) => {
    if (mark === undefined) return ENTITIES[word] ?? whole;
    const code = Number(mark === '#' ? word : `0x${word}`);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}

function withoutPrefix(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? name : name.slice(colon + 1);
}
