import type { ColumnPlan } from '../records';

/**
 * The intake file: what is kept of an upload until its job has written it into a history. Frames follow each other, each
 * a letter, the length of what follows (4 bytes) and its bytes:
 *
 * - `H` once, first: JSON `{"intake":3,"keyId":"k1","plan":{…}}`
 * - `C` for each chunk of lines, in the file's order: four whole numbers (lines, accepted, duplicates within the file,
 *   bytes of rows) and a double (bytes of the upload read so far; not in format 2), then the accepted rows as COPY takes
 *   them (see transaction-tuple.ts), then the rejected lines as JSON
 * - `E` once, last: JSON `{"lines":2,"rejected":0,"rawBytes":123,"sha256":"…"}`. A file without it is one whose upload broke off.
 *
 * All that can be known of a line without its history is worked out while the upload streams in; a chunk is what its job
 * commits at once. Cards are tokens and numbers are masked before anything comes here.
 *
 * Whoever changes the format goes on reading the one before: files that wait for their job outlive an upgrade.
 */
export const INTAKE_FORMAT = 3;
export const FORMATS_READ = [2, INTAKE_FORMAT] as const;
export type IntakeFormat = (typeof FORMATS_READ)[number];

export type FrameKind = 'H' | 'C' | 'E';

export interface Frame {
  readonly kind: string;
  readonly payload: Buffer;
}

/** What is known of an upload when its last byte has been taken in. */
export interface IntakeSummary {
  /** Lines after the header, blank ones not counted; bad ones are among them. */
  readonly lines: number;
  /** Those of them that are bad. */
  readonly rejected: number;
  /** Of the upload as it was sent. */
  readonly rawBytes: number;
  /** Hex, of the upload as it was sent. */
  readonly sha256: string;
}

export interface IntakeHead {
  readonly plan: ColumnPlan;
  /** Of the key under which its cards became tokens. */
  readonly keyId: string;
}

/** Of a frame, before its payload. */
export const FRAME_HEAD_BYTES = 5;
/** A chunk is some megabytes; a larger frame is no frame. */
const FRAME_BYTES_MAX = 256 * 1024 * 1024;

/** A frame in one piece. */
export function encodeFrame(kind: FrameKind, payload: Buffer): Buffer {
  const frame = Buffer.concat([Buffer.alloc(FRAME_HEAD_BYTES), payload]);
  beginFrame(frame, kind);
  return frame;
}

/** Writes the head of a frame where it has been left free: a chunk is some megabytes, and to join them costs as much again. */
export function beginFrame(frame: Buffer, kind: FrameKind): void {
  frame.write(kind, 'latin1');
  frame.writeUInt32LE(frame.length - FRAME_HEAD_BYTES, 1);
}

/** @throws Error on bytes that are no frames, and where the last one breaks off. */
export async function* readFrames(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Frame, void, undefined> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  let wanted = FRAME_HEAD_BYTES;
  for await (const piece of stream) {
    pieces.push(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
    bytes += piece.byteLength;
    while (bytes >= wanted) {
      const joined = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
      const length = joined.readUInt32LE(1);
      if (length > FRAME_BYTES_MAX) throw new Error('not an intake file');
      const end = FRAME_HEAD_BYTES + length;
      const isWhole = bytes >= end;
      if (isWhole)
        yield { kind: joined.toString('latin1', 0, 1), payload: joined.subarray(FRAME_HEAD_BYTES, end) };
      const rest = isWhole ? joined.subarray(end) : joined;
      pieces = [rest];
      bytes = rest.length;
      wanted = isWhole ? FRAME_HEAD_BYTES : end;
    }
  }
  if (bytes > 0) throw new Error('the intake file breaks off within a frame');
}
