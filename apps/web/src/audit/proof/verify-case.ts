import { openCheckpoint, type Checkpoint } from './checkpoint';
import { fromBase64, holdsInclusion, leafHash, sha256, toHex, type Bytes } from './tree';

/** A record with what is needed to check it; proofs and salts are base64. */
export interface ProvenRecord {
  readonly seq: number;
  readonly entry: string;
  readonly body: string | null;
  readonly salt: string | null;
  readonly proof: readonly string[];
}

export type Fault = 'altered' | 'body' | 'order' | 'case';

export interface Verdict {
  /** Null: no key of these signed it, and nothing further was looked at. */
  readonly checkpoint: Checkpoint | null;
  /** Of each record by its number; null where it holds. */
  readonly faults: ReadonlyMap<number, Fault | null>;
}

interface CaseFile {
  readonly caseId: string;
  readonly checkpoint: string;
  readonly records: readonly ProvenRecord[];
}

/** Needs nothing but the file and the key. That no record of the case was left out it cannot tell. */
export async function verifyCase(file: CaseFile, keyText: string): Promise<Verdict> {
  const checkpoint = await openCheckpoint(file.checkpoint, keyText);
  const faults = new Map<number, Fault | null>();
  if (!checkpoint) return { checkpoint, faults };
  let before = -1;
  for (const record of file.records) {
    const isInOrder = record.seq > before;
    before = record.seq;
    faults.set(record.seq, isInOrder ? await faultOf(record, file.caseId, checkpoint) : 'order');
  }
  return { checkpoint, faults };
}

async function faultOf(
  { seq, entry, body, salt, proof }: ProvenRecord,
  caseId: string,
  checkpoint: Checkpoint,
): Promise<Fault | null> {
  const path = proof.map(fromBase64);
  if (!path.every((hash): hash is Bytes => hash !== null)) return 'altered';
  const hash = await leafHash(entry);
  if (!(await holdsInclusion({ hash, index: seq }, checkpoint, path))) return 'altered';
  const said = JSON.parse(entry) as { readonly case?: unknown; readonly commitment?: unknown };
  if (!(await isAsCommitted(said.commitment, body, salt))) return 'body';
  return said.case === caseId ? null : 'case';
}

/** What was erased cannot be held against anything. */
async function isAsCommitted(
  commitment: unknown,
  body: string | null,
  salt: string | null,
): Promise<boolean> {
  if (body === null) return true;
  const salted = salt === null ? null : fromBase64(salt);
  return salted !== null && toHex(await sha256(salted, new TextEncoder().encode(body))) === commitment;
}
