import { timingSafeEqual } from 'node:crypto';
import { EMPTY_ROOT, HASH_BYTES, nodeHash } from './hashes';
import { consistencyPath, inclusionPath, nodesOf, type LeafRange, type NodeAt } from './ranges';

/** Hashes of 32 bytes each, in the order in which RFC 6962 lists them. */
export type Proof = readonly Uint8Array[];
/** A stored hash of a perfect tree. */
export type NodeHashes = (node: NodeAt) => Uint8Array;

/** Of the first `size` leaves. */
export const rootOf = (size: number, hashes: NodeHashes): Uint8Array =>
  size === 0 ? EMPTY_ROOT : hashOf({ from: 0, to: size }, hashes);

/** @throws RangeError where there is no such leaf. */
export const proveInclusion = (index: number, size: number, hashes: NodeHashes): Proof =>
  inclusionPath(index, size).map((range) => hashOf(range, hashes));

/** @throws RangeError unless 0 < before ≤ size. */
export const proveConsistency = (before: number, size: number, hashes: NodeHashes): Proof =>
  consistencyPath(before, size).map((range) => hashOf(range, hashes));

/** Whether the leaf with this hash is the one at `index` in the tree of `size` leaves with this root. */
export function holdsInclusion(
  leaf: Uint8Array,
  { index, size, root }: { readonly index: number; readonly size: number; readonly root: Uint8Array },
  proof: Proof,
): boolean {
  if (!isIndex(index) || !isIndex(size) || index >= size) return false;
  if (![leaf, root, ...proof].every(isHash)) return false;
  const path = inclusionPath(index, size);
  if (path.length !== proof.length) return false;
  let hash = leaf;
  for (const [step, { from }] of path.entries()) {
    const sibling = proof[step] as Uint8Array;
    hash = from > index ? nodeHash(hash, sibling) : nodeHash(sibling, hash);
  }
  return timingSafeEqual(hash, root);
}

/** Whether the tree of `before` leaves is the beginning of the one of `size` leaves. Of no leaves there is no proof. */
export function holdsConsistency(
  before: { readonly size: number; readonly root: Uint8Array },
  after: { readonly size: number; readonly root: Uint8Array },
  proof: Proof,
): boolean {
  if (!isIndex(before.size) || !isIndex(after.size) || before.size === 0 || before.size > after.size)
    return false;
  if (![before.root, after.root, ...proof].every(isHash)) return false;
  const path = consistencyPath(before.size, after.size);
  if (path.length !== proof.length) return false;
  // The lowest is common to both trees: the first of the proof, or the whole older tree, which then is a perfect one.
  const isWhole = path[0]?.to !== before.size;
  let [older, newer] = isWhole
    ? [before.root, before.root]
    : [proof[0] as Uint8Array, proof[0] as Uint8Array];
  for (let step = isWhole ? 0 : 1; step < path.length; step++) {
    const sibling = proof[step] as Uint8Array;
    if ((path[step] as LeafRange).from >= before.size) newer = nodeHash(newer, sibling);
    else [older, newer] = [nodeHash(sibling, older), nodeHash(sibling, newer)];
  }
  return timingSafeEqual(older, before.root) && timingSafeEqual(newer, after.root);
}

/** A range ends in smaller trees than it begins with, and so is hashed from its end. */
function hashOf(range: LeafRange, hashes: NodeHashes): Uint8Array {
  const parts = nodesOf(range).map(hashes);
  return parts.reduceRight((right, left) => nodeHash(left, right));
}

const isIndex = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const isHash = (value: Uint8Array): boolean => value.length === HASH_BYTES;
