/**
 * How trees of any size are put together from perfect ones. The node at `level` and `index` stands over the leaves from
 * `index · 2^level` on, `2^level` of them; once these leaves are there it never changes, and so can be stored for good.
 */
export interface NodeAt {
  readonly level: number;
  readonly index: number;
}

/** Leaves from `from`, `to` outside. */
export interface LeafRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The largest power of two below `size`: where a tree of so many leaves divides (RFC 6962, 2.1).
 * @param size at least 2
 */
export function divisionOf(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/**
 * The perfect trees, left to right, that make up the range; it must be one into which a tree divides: beginning at a
 * multiple of the power of two that it does not exceed.
 */
export function nodesOf({ from, to }: LeafRange): readonly NodeAt[] {
  const nodes: NodeAt[] = [];
  let at = from;
  while (at < to) {
    let level = 0;
    let size = 1;
    while (at % (size * 2) === 0 && at + size * 2 <= to) {
      size *= 2;
      level += 1;
    }
    nodes.push({ level, index: at / size });
    at += size;
  }
  return nodes;
}

/**
 * The ranges whose hashes prove that the leaf `index` is in a tree of `size` leaves, from the leaf up (RFC 6962, 2.1.1).
 * @throws RangeError where there is no such leaf.
 */
export function inclusionPath(index: number, size: number): readonly LeafRange[] {
  if (!(index >= 0 && index < size)) throw new RangeError(`a tree of ${size} leaves has no leaf ${index}`);
  const path: LeafRange[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + divisionOf(to - from);
    if (index < middle) {
      path.push({ from: middle, to });
      to = middle;
    } else {
      path.push({ from, to: middle });
      from = middle;
    }
  }
  return path.reverse();
}

/**
 * The ranges whose hashes prove that the tree of the first `before` leaves is the beginning of the one of `size`
 * (RFC 6962, 2.1.2).
 * @throws RangeError unless 0 < before ≤ size.
 */
export function consistencyPath(before: number, size: number): readonly LeafRange[] {
  if (!(before > 0 && before <= size))
    throw new RangeError(`no proof leads from ${before} to ${size} leaves`);
  const path: LeafRange[] = [];
  let [from, to] = [0, size];
  // Whether what is left of the older tree is whole, and known to whoever checks the proof as that tree's own root.
  while (to !== before) {
    const middle = from + divisionOf(to - from);
    if (before <= middle) {
      path.push({ from: middle, to });
      to = middle;
    } else {
      path.push({ from, to: middle });
      from = middle;
    }
  }
  if (from > 0) path.push({ from, to });
  return path.reverse();
}
