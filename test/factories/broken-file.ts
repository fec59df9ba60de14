import { Readable, pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';

/** The same piece so many times, behind a head: a file of any size that takes no memory. */
export function* repeated(piece: Buffer, times: number, head = ''): Generator<Buffer, void, undefined> {
  yield Buffer.from(head);
  for (let i = 0; i < times; i++) yield piece;
}

export const gzipped = (source: Iterable<Buffer>): Readable =>
  pipeline(Readable.from(source), createGzip({ level: 9 }), () => undefined);

/** Its first half. */
export const cut = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length / 2));

/** With some bytes in the middle that are others'. */
export function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const middle = Math.floor(copy.length / 2);
  copy.fill(0x55, middle, middle + 64);
  return copy;
}
