/** Fewer are as short as they are. */
const LEAST = 16;
const MARK = '$ids';

export interface PackedIds {
  readonly [MARK]: string;
}

/**
 * Many whole numbers as text: the step from each to the next, in seven bits a byte, the sign in the first. Ids of a
 * month's purchases come one after the other, so that each takes a byte or two instead of eight characters.
 * @returns null for a list that is short, or is no list of safe integers.
 */
export function packIds(list: unknown): PackedIds | null {
  if (!Array.isArray(list) || list.length < LEAST || !list.every(Number.isSafeInteger)) return null;
  // A step between two safe integers has 54 bits at most, and its sign one more.
  const bytes = Buffer.allocUnsafe(list.length * 8);
  let at = 0;
  let before = 0;
  for (const id of list as readonly number[]) {
    const step = id - before;
    if (!Number.isSafeInteger(step)) return null;
    before = id;
    let left = Math.abs(step);
    bytes[at++] = (left % 64) * 2 + (step < 0 ? 1 : 0) + (left >= 64 ? 128 : 0);
    for (left = Math.floor(left / 64); left > 0; left = Math.floor(left / 128)) {
      bytes[at++] = (left % 128) + (left >= 128 ? 128 : 0);
    }
  }
  return { [MARK]: bytes.toString('base64', 0, at) };
}

export const isPackedIds = (value: unknown): value is PackedIds =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Partial<Record<string, unknown>>)[MARK] === 'string';

export function unpackIds(packed: PackedIds): number[] {
  const bytes = Buffer.from(packed[MARK], 'base64');
  const ids: number[] = [];
  let before = 0;
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at++] as number;
    let step = (first % 128) >> 1;
    let worth = 64;
    for (let byte = first; byte >= 128; worth *= 128) {
      byte = bytes[at++] as number;
      step += (byte % 128) * worth;
    }
    before += first % 2 === 1 ? -step : step;
    ids.push(before);
  }
  return ids;
}
