import { createHash, type Hash } from 'node:crypto';
import { SealedSpool, type CsvLine } from '../records';

/** A line as it lies in a run. It is valid until the next is asked for. */
export interface RunLine {
  readonly line: number;
  /** Holds the line's cells, each with a line break behind it, or its {@link CsvLine} as JSON. */
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  readonly isPlain: boolean;
}

/** Lines that are held in memory before they are spooled. */
const ARENA_BYTES = 16 * 1024 * 1024;
const OUT_BYTES = 256 * 1024;
/** Of a record in the arena: where the run's next one stands. */
const LINK_BYTES = 4;
/** Line, then length and kind. */
const HEAD_BYTES = 8;
const NEWLINE = 10;
const NONE = -1;

interface Run {
  /** Of its first and last record in the arena. */
  head: number;
  tail: number;
  readonly positions: number[];
  readonly lengths: number[];
  readonly hash: Hash;
  lines: number;
  textBytes: number;
}

/**
 * Lines sorted into runs while they come, in memory that does not grow with them: what the arena holds goes, sealed and
 * sorted, to a file without a name whenever it is full. Lines of a run stay in their order.
 *
 * The same lines lie here in the same bytes, however the file was cut into pieces: so a run's hash tells whether it is
 * the same again.
 */
export class RunSpool {
  private readonly runs: Run[] = [];
  private arena: Buffer;
  private at = 0;
  private touched: Run[] = [];
  private readonly out = Buffer.allocUnsafe(OUT_BYTES);
  private filled = 0;

  private constructor(
    private readonly spool: SealedSpool,
    arenaBytes: number,
    /** Told how many bytes are spooled; may refuse by throwing. */
    private readonly check: (bytes: number) => void,
    private readonly seed: string,
  ) {
    this.arena = Buffer.allocUnsafe(arenaBytes);
  }

  /** @param seed what, beside its lines, makes a run another one: it goes into each hash. */
  static async create(
    folder: string,
    seed: string,
    check: (bytes: number) => void,
    arenaBytes = ARENA_BYTES,
  ): Promise<RunSpool> {
    return new RunSpool(await SealedSpool.create(folder), arenaBytes, check, seed);
  }

  /** Begins a run. @returns what it is called here. */
  begin(): number {
    const hash = createHash('sha256').update(this.seed);
    return (
      this.runs.push({
        head: NONE,
        tail: NONE,
        positions: [],
        lengths: [],
        hash,
        lines: 0,
        textBytes: 0,
      }) - 1
    );
  }

  /** A line as its bytes; see LineVisitor. */
  addPlain(run: number, bytes: Uint8Array, bounds: Int32Array, line: number): void {
    let size = bounds.length / 2;
    for (let i = 0; i < bounds.length; i += 2) size += (bounds[i + 1] as number) - (bounds[i] as number);
    let at = this.record(run, line, size, true);
    const { arena } = this;
    for (let i = 0; i < bounds.length; i += 2) {
      const to = bounds[i + 1] as number;
      for (let next = bounds[i] as number; next < to; next++) arena[at++] = bytes[next] as number;
      arena[at++] = NEWLINE;
    }
  }

  /** A line of texts. One without fault is kept like a plain one, as which of the two it is depends on the pieces. */
  add(run: number, line: CsvLine): void {
    const isPlain = line.fault === null && line.cells.every((cell) => !cell.includes('\n'));
    const text = isPlain ? `${line.cells.join('\n')}\n` : JSON.stringify(line);
    const size = Buffer.byteLength(text);
    const at = this.record(run, line.line, size, isPlain);
    // Now, as making room may have changed it.
    this.arena.write(text, at);
  }

  /** To be called once, when there are no more lines. */
  end(): void {
    this.flush();
    this.arena = Buffer.alloc(0);
  }

  linesOf(run: number): number {
    return this.of(run).lines;
  }

  /** Of the lines' texts. */
  bytesOf(run: number): number {
    return this.of(run).textBytes;
  }

  /** Of all lines' texts. */
  get textBytes(): number {
    return this.runs.reduce((sum, { textBytes }) => sum + textBytes, 0);
  }

  /** To be asked once, after the end. */
  hashOf(run: number): Buffer {
    return this.of(run).hash.digest();
  }

  /** The lines of a run, after the end. */
  *read(run: number): Generator<RunLine, void, undefined> {
    const { positions, lengths } = this.of(run);
    for (let i = 0; i < positions.length; i++) {
      const bytes = this.spool.read(positions[i] as number, lengths[i] as number);
      for (let at = 0; at < bytes.length;) {
        const size = bytes.readUInt32LE(at + 4);
        const from = at + HEAD_BYTES;
        const to = from + (size >>> 1);
        yield { line: bytes.readUInt32LE(at), bytes, from, to, isPlain: (size & 1) === 1 };
        at = to;
      }
    }
  }

  /** Lets go of the disk. */
  close(): void {
    this.spool.close();
  }

  private of(run: number): Run {
    const found = this.runs[run];
    if (!found) throw new Error(`there is no run ${run}`);
    return found;
  }

  /** Makes room for a record and writes all but its payload. @returns where that goes. */
  private record(name: number, line: number, size: number, isPlain: boolean): number {
    const needed = LINK_BYTES + HEAD_BYTES + size;
    if (this.at + needed > this.arena.length) this.flush();
    if (needed > this.arena.length) this.arena = Buffer.allocUnsafe(needed);
    const run = this.runs[name] as Run;
    const { arena, at } = this;
    if (run.tail === NONE) {
      run.head = at;
      this.touched.push(run);
    } else {
      arena.writeUInt32LE(at, run.tail);
    }
    run.tail = at;
    run.lines += 1;
    run.textBytes += size;
    arena.writeUInt32LE(line, at + LINK_BYTES);
    arena.writeUInt32LE(size * 2 + (isPlain ? 1 : 0), at + LINK_BYTES + 4);
    this.at = at + needed;
    return at + LINK_BYTES + HEAD_BYTES;
  }

  /** Spools the arena, run by run. */
  private flush(): void {
    for (const run of this.touched) {
      const position = this.spool.size + this.filled;
      let from = this.filled;
      for (let at = run.head; ; at = this.arena.readUInt32LE(at)) {
        const start = at + LINK_BYTES;
        const end = start + HEAD_BYTES + (this.arena.readUInt32LE(start + 4) >>> 1);
        for (let done = start; done < end;) {
          if (this.filled === OUT_BYTES) {
            run.hash.update(this.out.subarray(from));
            this.write();
            from = 0;
          }
          const copied = this.arena.copy(this.out, this.filled, done, end);
          this.filled += copied;
          done += copied;
        }
        if (at === run.tail) break;
      }
      run.hash.update(this.out.subarray(from, this.filled));
      run.positions.push(position);
      run.lengths.push(this.spool.size + this.filled - position);
      run.head = NONE;
      run.tail = NONE;
    }
    this.write();
    this.touched = [];
    this.at = 0;
  }

  private write(): void {
    this.spool.append(this.out.subarray(0, this.filled));
    this.filled = 0;
    this.check(this.spool.size);
  }
}
