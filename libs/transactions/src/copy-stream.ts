import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { rawConnection, type Tx } from '@thaw/platform';
import { from, to } from 'pg-copy-streams';
import { CopyDecoder } from './copy-decoder';

/** The driver's connection, as far as COPY needs it. */
interface CopyConnection {
  readonly connection: { readonly stream: Writable };
  query<S extends Readable | Writable>(stream: S): S;
}

/** Writes rows into a table, as encoded by CopyEncoder; resolves when the server has taken them all. */
export async function copyInto(tx: Tx, target: string, rows: Buffer): Promise<void> {
  const connection = await rawConnection<CopyConnection>(tx);
  const stream = connection.query(from(`COPY ${target} FROM STDIN (FORMAT binary)`));
  stream.end(rows);
  await finished(stream);
}

/** A COPY into a table that goes on: the connection is busy with it until it is ended or broken off. */
export class OpenCopy {
  /** Rejects where the server refuses, or is gone: a stream of pg-copy-streams only tells of it. */
  private readonly failed: Promise<never>;

  private constructor(private readonly stream: Writable) {
    this.failed = new Promise((_, reject) => stream.once('error', reject));
    this.failed.catch(() => undefined);
  }

  static async into(tx: Tx, target: string): Promise<OpenCopy> {
    const connection = await rawConnection<CopyConnection>(tx);
    return new OpenCopy(connection.query(from(`COPY ${target} FROM STDIN (FORMAT binary)`)));
  }

  /** Resolves when there is room for more; the bytes are not to be changed after. */
  async write(bytes: Uint8Array): Promise<void> {
    const written = new Promise<void>((resolve, reject) => {
      this.stream.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
    await Promise.race([written, this.failed]);
  }

  /** Resolves when the server has taken all rows. */
  async end(): Promise<void> {
    const ended = finished(this.stream);
    this.stream.end();
    await Promise.race([ended, this.failed]);
  }

  /** The server forgets the rows, and the transaction can only be rolled back. */
  async breakOff(): Promise<void> {
    const ended = finished(this.stream).catch(() => undefined);
    this.stream.destroy();
    await Promise.race([ended, this.failed.catch(() => undefined)]);
  }
}

/**
 * The same for many rows, in pieces, of which memory holds one: a piece has left this process when the next is asked for,
 * and may be written over, while the server takes it in. Where making one fails, nothing is written, and that error is
 * thrown.
 */
export async function copyPiecesInto(tx: Tx, target: string, pieces: Iterable<Buffer>): Promise<void> {
  const connection = await rawConnection<CopyConnection>(tx);
  const stream = connection.query(from(`COPY ${target} FROM STDIN (FORMAT binary)`));
  const done = finished(stream);
  const stopped = { refused: false };
  // It is awaited below; until then the server's error is to wait, and not to be nobody's.
  done.catch(() => (stopped.refused = true));
  try {
    for (const piece of pieces) {
      await Promise.race([done, new Promise((resolve) => stream.write(piece, resolve))]);
      // The socket may have taken it without having sent it.
      await sent(connection.connection.stream);
    }
    stream.end();
  } catch (error) {
    // What the server has refused, it does not wait for the end of.
    if (!stopped.refused) stream.destroy(error as Error);
    await done.catch(() => undefined);
    throw error;
  }
  await done;
}

/**
 * Streams what `read` makes of the rows of a query; each chunk from the server that gives anything gives one array. No parameters can be bound to COPY: the query
 * is to be put together from checked values only. The transaction is busy until the generator has ended.
 */
export async function* copyOut<T>(
  tx: Tx,
  query: string,
  read: (row: CopyDecoder) => T | undefined,
): AsyncGenerator<T[], void, undefined> {
  const connection = await rawConnection<CopyConnection>(tx);
  const stream: Readable = connection.query(to(`COPY (${query}) TO STDOUT (FORMAT binary)`));
  const decoder = new CopyDecoder();
  const chunks = stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  let ended = false;
  // pg-copy-streams tells of an error without destroying the stream, so the stream itself does not know of it.
  stream.once('error', () => (ended = true));
  try {
    for await (const chunk of chunks) {
      const rows: T[] = [];
      decoder.push(chunk, () => {
        const value = read(decoder);
        if (value !== undefined) rows.push(value);
      });
      if (rows.length > 0) yield rows;
    }
    ended = true;
  } finally {
    // The server sends on to the end of its COPY: a connection left in the middle of one serves nobody.
    if (!ended) await finished(stream.resume()).catch(() => undefined);
  }
}

/** When nothing of what was written waits in this process any more. */
function sent(socket: Writable): Promise<unknown> | undefined {
  if (socket.writableLength === 0) return undefined;
  return new Promise((resolve) => socket.write('', resolve));
}
