import { isStorable } from '@thaw/kernel';
import { explain } from './workbook-unreadable';
import type { SealedSpool } from './sealed-spool';
import { XmlScanner } from './xml-scanner';
import { joinText, plainText } from './cell-text';
import type { ZipArchive, ZipEntry } from './zip-archive';

const PAGE_BYTES = 64 * 1024;
/** Together 16 MB. Sheets name their texts in about the order in which they were first written. */
const PAGES_KEPT = 256;
/** Twice what a sheet with eight columns of texts has, each its own. */
const TEXTS_MAX = 16 * 1024 * 1024;

/**
 * The texts that cells name by number. A sheet of a million rows may well have millions of them: they lie sealed on disk,
 * and in memory are four bytes for each and the pages that were read last.
 */
export class SharedStrings {
  /** Where in the spool each text begins; the last is where the next would. */
  private starts = new Uint32Array(1024);
  private count = 0;
  private readonly pages = new Map<number, Buffer>();
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  private bytes = 0;
  private given = 0;

  private constructor(private readonly spool: SealedSpool) {}

  static none(spool: SealedSpool): SharedStrings {
    return new SharedStrings(spool);
  }

  /**
   * @param spool empty, for these texts alone.
   * @throws DomainError FILE_UNREADABLE
   */
  static async read(archive: ZipArchive, entry: ZipEntry, spool: SealedSpool): Promise<SharedStrings> {
    const strings = new SharedStrings(spool);
    let text = '';
    let inText = false;
    let phonetic = 0;
    const scanner = new XmlScanner({
      open(name) {
        if (name === 'si') text = '';
        else if (name === 't') inText = phonetic === 0;
        else if (name === 'rPh') phonetic += 1;
      },
      text(piece) {
        if (inText) text = joinText(text, piece);
      },
      close(name) {
        if (name === 't') inText = false;
        else if (name === 'rPh') phonetic -= 1;
        else if (name === 'si') strings.add(plainText(text));
      },
    });
    for await (const piece of archive.read(entry)) scanner.push(piece);
    strings.flush();
    return strings;
  }

  /** Of the texts that were asked for, each as often as it was. */
  get givenBytes(): number {
    return this.given;
  }

  /** @throws DomainError FILE_UNREADABLE where there is no such text */
  at(place: number): string {
    if (!(place >= 0 && place < this.count)) throw explain('DAMAGED');
    const from = this.starts[place] as number;
    const to = this.starts[place + 1] as number;
    this.given += to - from;
    const page = Math.floor(from / PAGE_BYTES);
    if (to <= (page + 1) * PAGE_BYTES) {
      const base = page * PAGE_BYTES;
      return unmarked(this.page(page).toString('utf8', from - base, to - base));
    }
    return unmarked(this.spool.read(from, to - from).toString('utf8'));
  }

  private add(text: string): void {
    const bytes = Buffer.from(marked(text));
    if (this.count + 1 >= this.starts.length) {
      const larger = new Uint32Array(this.starts.length * 2);
      larger.set(this.starts);
      this.starts = larger;
    }
    this.bytes += bytes.length;
    this.count += 1;
    if (this.count > TEXTS_MAX || this.bytes > 0xffffffff) throw explain('DAMAGED');
    this.starts[this.count] = this.bytes;
    this.pending.push(bytes);
    this.pendingBytes += bytes.length;
    if (this.pendingBytes >= PAGE_BYTES) this.flush();
  }

  private flush(): void {
    this.spool.append(Buffer.concat(this.pending));
    this.pending = [];
    this.pendingBytes = 0;
  }

  private page(number: number): Buffer {
    let page = this.pages.get(number);
    if (page === undefined) {
      page = this.spool.read(number * PAGE_BYTES, PAGE_BYTES);
      if (this.pages.size >= PAGES_KEPT) this.pages.delete(this.pages.keys().next().value as number);
    } else {
      this.pages.delete(number);
    }
    this.pages.set(number, page);
    return page;
  }
}

/** UTF-8 has no half surrogate pairs: they would come back as characters that are none's fault. */
const HALF_PAIR = '\ud800';
const marked = (text: string): string =>
  isStorable(text) ? text : text.replaceAll('\0', '\0Z').replace(/\p{Cs}/gu, '\0H');
const unmarked = (text: string): string =>
  text.includes('\0') ? text.replaceAll('\0H', HALF_PAIR).replaceAll('\0Z', '\0') : text;
