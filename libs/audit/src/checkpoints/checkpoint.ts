import { HASH_BYTES } from '../tree/hashes';
import { openNote, signNote, type NoteKey, type NoteSigner } from './signed-note';

/** What a desk vouches for: so many records, with this root, at this time (C2SP tlog-checkpoint). */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly at: Date;
}

/** The key's name and the checkpoints' origin: one tree a desk, and one key a tree. */
export const originOf = (deskId: string): string => `thaw.audit/${deskId}`;

export function signCheckpoint({ origin, size, root, at }: Checkpoint, signer: NoteSigner): string {
  const lines = [origin, String(size), Buffer.from(root).toString('base64'), `time ${at.toISOString()}`];
  return signNote(`${lines.join('\n')}\n`, signer);
}

/** Null where it is no checkpoint, or not one that one of these keys signed for its own tree. */
export function openCheckpoint(note: string, ...keys: readonly NoteKey[]): Checkpoint | null {
  for (const key of keys) {
    const text = openNote(note, key);
    const read = text === null ? null : readText(text);
    if (read?.origin === key.name) return read;
  }
  return null;
}

/** What it says, whoever signed it. */
export const readCheckpoint = (note: string): Checkpoint | null =>
  readText(note.slice(0, note.indexOf('\n\n') + 1));

function readText(text: string): Checkpoint | null {
  const [origin = '', count = '', hash = '', ...extensions] = text.split('\n');
  const root = Buffer.from(hash, 'base64');
  const at = new Date(extensions.find((line) => line.startsWith('time '))?.slice('time '.length) ?? NaN);
  if (!/^(0|[1-9]\d{0,15})$/.test(count) || root.length !== HASH_BYTES) return null;
  return Number.isNaN(at.getTime()) ? null : { origin, size: Number(count), root, at };
}
