import { nodeHash } from './hashes';
import type { NodeAt } from './ranges';

/** A node that has become whole, to be stored. */
export interface GrownNode extends NodeAt {
  readonly hash: Uint8Array;
}

/**
 * The nodes that become whole as leaves come to a tree of `size` leaves, each leaf itself among them.
 * @param frontier hashes of the perfect trees of which the tree consists, left to right; see `nodesOf`.
 * @returns the nodes, and the frontier after them.
 */
export function grow(
  size: number,
  frontier: readonly Uint8Array[],
  leaves: readonly Uint8Array[],
): { readonly nodes: readonly GrownNode[]; readonly frontier: readonly Uint8Array[] } {
  const nodes: GrownNode[] = [];
  const edge = [...frontier];
  let count = size;
  for (const leaf of leaves) {
    let hash = leaf;
    nodes.push({ level: 0, index: count, hash });
    // As carrying a one into a binary number: every tree of the same size to its left makes a greater one with it.
    for (let level = 1, rest = count; rest % 2 === 1; level++, rest = (rest - 1) / 2) {
      hash = nodeHash(edge.pop() as Uint8Array, hash);
      nodes.push({ level, index: (rest - 1) / 2, hash });
    }
    edge.push(hash);
    count += 1;
  }
  return { nodes, frontier: edge };
}
