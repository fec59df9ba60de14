import { Readable } from 'node:stream';

/** A file that stops in its middle until it is let on: what went before has been sent by then. */
export class GatedFile {
  readonly stream: Readable;
  private open!: () => void;

  constructor(first: Readable, rest: Readable) {
    const opened = new Promise<void>((resolve) => (this.open = resolve));
    async function* pieces(): AsyncGenerator<Buffer, void, undefined> {
      yield* first as AsyncIterable<Buffer>;
      await opened;
      yield* rest as AsyncIterable<Buffer>;
    }
    this.stream = Readable.from(pieces(), { objectMode: false });
  }

  letOn(): void {
    this.open();
  }
}
