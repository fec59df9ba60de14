import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { rawConnection, type Tx } from '@thaw/platform';
import { from, to } from 'pg-copy-streams';
import { CopyDecoder } from './copy-decoder';

/** The driver's connection, as far as COPY needs it. */
interface CopyConnection {
  query<S extends Readable | Writable>(stream: S): S;
}

/** Writes rows into a table, as encoded by CopyEncoder; resolves when the server has taken them all. */
export async function copyInto(tx: Tx, target: string, rows: Buffer): Promise<void> {
  const connection = await rawConnection<CopyConnection>(tx);
  const stream = connection.query(from(`COPY ${target} FROM STDIN (FORMAT binary)`));
  stream.end(rows);
  await finished(stream);
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
