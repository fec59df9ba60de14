import { isAscii } from 'node:buffer';
import { TextDecoder } from 'node:util';

/** How the bytes of a file write its text. Exports of Chinese systems are often GB18030 (of which GBK is a part). */
export type TextEncoding = 'utf-8' | 'gb18030';

/**
 * Tells by the first bytes that are not ASCII. Any two bytes of Chinese in GB18030 are hardly ever UTF-8, while GB18030
 * takes nearly anything: so UTF-8 is believed as long as most of what is not ASCII reads as UTF-8, and a damaged line is
 * refused as that line.
 * @param chunk may begin and end within a character. Null where all of it is ASCII: the next chunk may tell.
 */
export function encodingOf(chunk: Buffer): TextEncoding | null {
  if (isAscii(chunk)) return null;
  let characters = 0;
  let strays = 0;
  for (let at = 0; at < chunk.length;) {
    const length = sequenceAt(chunk, at);
    if (length === 0) {
      strays += 1;
      at += 1;
    } else {
      if (length > 1) characters += 1;
      at += length;
    }
  }
  if (strays === 0 || characters > strays) return 'utf-8';
  return readsAsGb18030(chunk) ? 'gb18030' : 'utf-8';
}

/** Bytes: two characters of Chinese in GB18030, or one in UTF-8 with what follows. */
const LEAST_TO_TELL = 4;

/** The bytes of a text in UTF-8, whatever they were. An instance goes through one file. */
export class Utf8Bytes {
  private encoding: TextEncoding | null = null;
  private decoder: TextDecoder | null = null;
  /** The first bytes that are not ASCII, while there are too few of them to tell by. */
  private held: Buffer = Buffer.alloc(0);

  convert(chunk: Buffer): Buffer {
    if (this.encoding !== null) return this.decoded(chunk);
    const all = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    if (isAscii(all)) return all;
    const first = all.findIndex((byte) => byte >= 0x80);
    if (all.length - first < LEAST_TO_TELL) {
      this.held = all.subarray(first);
      return all.subarray(0, first);
    }
    this.held = Buffer.alloc(0);
    this.encoding = encodingOf(all);
    return this.decoded(all);
  }

  /** What was held back, and what a last, broken character leaves behind. */
  end(): Buffer {
    this.encoding ??= encodingOf(this.held);
    return Buffer.concat([this.decoded(this.held), Buffer.from(this.decoder?.decode() ?? '')]);
  }

  private decoded(chunk: Buffer): Buffer {
    if (this.encoding !== 'gb18030') return chunk;
    this.decoder ??= new TextDecoder('gb18030');
    return Buffer.from(this.decoder.decode(chunk, { stream: true }));
  }
}

/** Bytes of the UTF-8 character that starts here, also one that the chunk cuts off; 0 where none does. */
function sequenceAt(chunk: Buffer, at: number): number {
  const first = chunk[at] as number;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length === 0 || first >= 0xf5) return 0;
  for (let next = at + 1; next < Math.min(at + length, chunk.length); next++) {
    if (((chunk[next] as number) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

function readsAsGb18030(chunk: Buffer): boolean {
  try {
    // Streaming, since the chunk may end within a character.
    new TextDecoder('gb18030', { fatal: true }).decode(chunk, { stream: true });
    return true;
  } catch {
    return false;
  }
}
