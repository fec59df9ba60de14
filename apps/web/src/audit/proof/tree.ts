/**
 * The tree over the audit's records as RFC 6962 puts it together, checked in the browser: nothing that the desk says of
 * itself is believed but what follows from a record's own text.
 */
export type Bytes = Uint8Array<ArrayBuffer>;

export async function sha256(...parts: readonly Uint8Array[]): Promise<Bytes> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
}

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** @param entry the text of the record, to the byte. */
export const leafHash = (entry: string): Promise<Bytes> => sha256(LEAF, new TextEncoder().encode(entry));
export const nodeHash = (left: Uint8Array, right: Uint8Array): Promise<Bytes> => sha256(NODE, left, right);

export interface Leaf {
  readonly hash: Uint8Array;
  readonly index: number;
}

/** Whether the leaf is the one at its index in the tree of `size` leaves with this root. */
export async function holdsInclusion(
  { hash, index }: Leaf,
  { size, root }: { readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): Promise<boolean> {
  const sides = siblingSides(index, size);
  if (sides?.length !== proof.length) return false;
  let climbed: Uint8Array = hash;
  for (const [step, side] of sides.entries()) {
    const sibling = proof[step];
    if (sibling === undefined) return false;
    climbed = await (side === 'left' ? nodeHash(sibling, climbed) : nodeHash(climbed, sibling));
  }
  return isSame(climbed, root);
}

/** On which side each hash of the proof stands, from the leaf up; null where there is no such leaf. */
function siblingSides(index: number, size: number): ('left' | 'right')[] | null {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return null;
  const sides: ('left' | 'right')[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    let half = 1;
    while (half * 2 < to - from) half *= 2;
    if (index < from + half) {
      sides.push('right');
      to = from + half;
    } else {
      sides.push('left');
      from += half;
    }
  }
  return sides.reverse();
}

export const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);

/** Null where the text is no base64. */
export function fromBase64(text: string): Bytes | null {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

export const toHex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
