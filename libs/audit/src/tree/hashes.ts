import { createHash } from 'node:crypto';

/** SHA-256, 32 bytes. A leaf and a node are told apart by their first byte, so that neither passes for the other (RFC 6962, 2.1). */
export const HASH_BYTES = 32;
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export const leafHash = (record: Uint8Array): Buffer => sha256(LEAF, record);
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(NODE, left, right);

/** Of a tree without leaves. */
export const EMPTY_ROOT: Buffer = sha256();
