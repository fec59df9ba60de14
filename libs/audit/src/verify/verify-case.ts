import { isUuid } from '@thaw/kernel';
import { openCheckpoint } from '../checkpoints/checkpoint';
import type { NoteKey } from '../checkpoints/signed-note';
import { leafHash } from '../tree/hashes';
import { holdsInclusion } from '../tree/proofs';
import { isAsCommitted } from './commitment';

export const CASE_AUDIT_FORMAT = 'thaw-audit-case/1';

/**
 * The records of a case with all that is needed to check them far from the desk: each is a leaf of the tree that the
 * checkpoint vouches for. `entry` is the text that was hashed, to the byte. Hashes, salts and proofs are base64.
 */
export interface CaseAudit {
  readonly format: typeof CASE_AUDIT_FORMAT;
  readonly caseId: string;
  /** A signed note; it says the time and how many records it covers. */
  readonly checkpoint: string;
  /** Records of the case that the checkpoint does not cover yet. */
  readonly newer: number;
  readonly records: readonly ProvenRecord[];
}

export interface ProvenRecord {
  readonly seq: number;
  readonly entry: string;
  /** Values of before and after, where the record has any and they were not erased. */
  readonly body: string | null;
  readonly salt: string | null;
  readonly proof: readonly string[];
}

export interface CaseVerdict {
  readonly records: number;
  /** What the checkpoint says; null where no key of these signed it. */
  readonly checkpoint: { readonly size: number; readonly at: Date } | null;
  readonly difference: {
    readonly fault: 'checkpoint' | 'altered' | 'body' | 'order' | 'case';
    /** Of the first record that differs; null where it is the checkpoint. */
    readonly seq: number | null;
  } | null;
}

/** Null where it is no such file. */
export function readCaseAudit(text: string): CaseAudit | null {
  try {
    const given: unknown = JSON.parse(text);
    return isCaseAudit(given) ? given : null;
  } catch {
    return null;
  }
}

function isCaseAudit(given: unknown): given is CaseAudit {
  const { format, caseId, checkpoint, newer, records } = (given ?? {}) as Record<string, unknown>;
  return (
    format === CASE_AUDIT_FORMAT &&
    typeof caseId === 'string' &&
    isUuid(caseId) &&
    typeof checkpoint === 'string' &&
    Number.isSafeInteger(newer) &&
    Array.isArray(records) &&
    records.every(isRecord)
  );
}

const isRecord = (given: unknown): boolean => {
  const { seq, entry, body, salt, proof } = (given ?? {}) as Record<string, unknown>;
  return (
    Number.isSafeInteger(seq) &&
    typeof entry === 'string' &&
    [body, salt].every((part) => part === null || typeof part === 'string') &&
    Array.isArray(proof) &&
    proof.every((hash) => typeof hash === 'string')
  );
};

/** Needs nothing but the file and the key. That no record of the case was left out of the file it cannot tell. */
export function verifyCase(given: CaseAudit, keys: readonly NoteKey[]): CaseVerdict {
  const checkpoint = openCheckpoint(given.checkpoint, ...keys);
  const records = given.records.length;
  if (!checkpoint) return { records, checkpoint: null, difference: { fault: 'checkpoint', seq: null } };
  const { size, root, at } = checkpoint;
  let before = -1;
  for (const { seq, entry, body, salt, proof } of given.records) {
    const differs = (fault: 'altered' | 'body' | 'order' | 'case'): CaseVerdict => ({
      records,
      checkpoint: { size, at },
      difference: { fault, seq },
    });
    if (seq <= before) return differs('order');
    before = seq;
    const path = proof.map((hash) => Buffer.from(hash, 'base64'));
    if (!holdsInclusion(leafHash(Buffer.from(entry)), { index: seq, size, root }, path))
      return differs('altered');
    if (!isAsCommitted(entry, body, salt === null ? null : Buffer.from(salt, 'base64')))
      return differs('body');
    if ((JSON.parse(entry) as { case?: unknown }).case !== given.caseId) return differs('case');
  }
  return { records, checkpoint: { size, at }, difference: null };
}
