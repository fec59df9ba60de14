/**
 * An archive: a first line, 32 bytes of salt, then frames: kind (1 byte), length (4), payload, tag. A part (a table, a
 * file) is a `part` frame that says what it is, `bytes` frames, each deflated by itself, and an `end` of its own.
 */
export const FIRST_LINES = { open: 'thaw-backup/1 open\n', sealed: 'thaw-backup/1 seal\n' } as const;
export const SALT_BYTES = 32;
export const HEAD_BYTES = 5;
/** Of what a frame of bytes holds, before it is deflated. */
export const PIECE_BYTES = 1_048_576;
/** No frame that was written by us is as long. */
export const LONGEST_FRAME = 16 * PIECE_BYTES;

/** `about` comes first, `whole` last: an archive without it was cut off. */
export const KINDS = ['about', 'part', 'bytes', 'end', 'whole'] as const;
export type Kind = (typeof KINDS)[number];

export type ArchiveFault =
  /** No archive of ours. */
  | 'FORMAT'
  /** It is sealed, and no key is given, or it is not sealed under this one. */
  | 'KEY'
  /** It ends before its end. */
  | 'CUT'
  /** Something in it, or after it, is not what was written. */
  | 'ALTERED';

/** The archive cannot be used; nothing of it was. */
export class ArchiveError extends Error {
  constructor(readonly fault: ArchiveFault) {
    super(`the archive cannot be used: ${fault}`);
    this.name = 'ArchiveError';
  }
}
