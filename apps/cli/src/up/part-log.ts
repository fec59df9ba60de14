import { createWriteStream, existsSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const LARGEST_BYTES = 20 * 1024 ** 2;
const TAIL_LINES = 15;
/** pino's number for "warn". */
const WARN = 40;

/** One process's lines: all go to its file, warnings and errors also to whoever watches the terminal. */
export class PartLog {
  private readonly file: WriteStream;
  private readonly tail: string[] = [];

  constructor(
    readonly name: string,
    folder: string,
    private readonly show: (line: string) => void,
  ) {
    const path = join(folder, `${name}.log`);
    if (existsSync(path) && statSync(path).size > LARGEST_BYTES) renameSync(path, `${path}.1`);
    this.file = createWriteStream(path, { flags: 'a', mode: 0o600 });
    // A full disk must not stop the desk; what cannot be written is still shown where it matters.
    this.file.on('error', (error) => this.show(`[${name}] log: ${error.message}`));
  }

  follow(stream: Readable): void {
    createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => this.write(line));
  }

  write(line: string): void {
    this.file.write(`${line}\n`);
    this.tail.push(line);
    if (this.tail.length > TAIL_LINES) this.tail.shift();
    const worth = worthShowing(line);
    if (worth) this.show(`[${this.name}] ${worth}`);
  }

  /** The last lines, for saying why a process would not start. */
  lastLines(): readonly string[] {
    return this.tail;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.file.end(() => resolve()));
  }
}

/** A structured line of at least a warning, shortened for reading; or null. */
function worthShowing(line: string): string | null {
  if (!line.startsWith('{')) return null;
  try {
    const { level, msg, err, error } = JSON.parse(line) as {
      level?: number;
      msg?: string;
      err?: { message?: string };
      error?: string;
    };
    if (level === undefined || level < WARN) return null;
    return `${level > WARN ? 'ERROR' : 'WARN'} ${[msg, err?.message ?? error].filter(Boolean).join(': ')}`;
  } catch {
    return null;
  }
}
