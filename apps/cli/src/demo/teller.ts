import type { Bilingual, Locale } from '@thaw/kernel';
import { padTo, textWidth } from '../text-width';

/** A call to the desk, as it is shown: never its bearer token or body. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

export interface TellerIo {
  readonly write: (text: string) => void;
  readonly isTty: boolean;
}

const WHO_WIDTH = 17;
/** Where the calls stand, if what is told before them leaves room. */
const CALL_COLUMN = 84;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Prints the demo's story: chapters, who does what, and the calls behind it. Colour only where somebody watches. */
export class Teller {
  private chapters = 0;

  constructor(
    readonly locale: Locale,
    private readonly io: TellerIo,
  ) {}

  chapter(title: Bilingual): void {
    this.chapters += 1;
    this.line(`\n${this.bold(`${this.chapters}  ${title[this.locale]}`)}`);
  }

  /** One step: who, what, and the call that did it. */
  step(who: Bilingual, what: Bilingual, call?: Call): void {
    const told = `  ${padTo(who[this.locale], WHO_WIDTH)}${what[this.locale]}`;
    if (!call) {
      this.line(told);
      return;
    }
    const shown = this.dim(
      `${call.method} ${call.path.replace(UUID, (id) => `${id.slice(0, 8)}…`)} → ${call.status}`,
    );
    if (textWidth(told) < CALL_COLUMN) this.line(`${padTo(told, CALL_COLUMN)}${shown}`);
    else this.line(`${told}\n${' '.repeat(CALL_COLUMN)}${shown}`);
  }

  /** Something that belongs to the step before. */
  detail(text: Bilingual): void {
    this.line(`  ${' '.repeat(WHO_WIDTH)}${text[this.locale]}`);
  }

  /** Something quoted from the desk's own words. */
  quote(text: string, indent = 0): void {
    this.line(`  ${' '.repeat(WHO_WIDTH + indent)}${this.dim(text)}`);
  }

  say(text: Bilingual): void {
    this.line(text[this.locale]);
  }

  line(text: string): void {
    this.io.write(`${text}\n`);
  }

  bold(text: string): string {
    return this.paint('1', text);
  }

  dim(text: string): string {
    return this.paint('2', text);
  }

  good(text: string): string {
    return this.paint('32', text);
  }

  private paint(code: string, text: string): string {
    return this.io.isTty ? `\x1b[${code}m${text}\x1b[0m` : text;
  }
}
