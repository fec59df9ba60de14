/** Flat memory goes from thread to thread without being copied; a list of as many numbers, texts or objects is written out. */

/** Values of which few differ: each once, then which stands where. */
export interface PackedList<T> {
  readonly values: readonly T[];
  readonly order: Uint32Array<ArrayBuffer>;
}

export function packList<T>(list: readonly T[], handedOver: ArrayBuffer[]): PackedList<T> {
  const numbers = new Map<T, number>();
  const order = Uint32Array.from(list, (value) => {
    let number = numbers.get(value);
    if (number === undefined) numbers.set(value, (number = numbers.size));
    return number;
  });
  handedOver.push(order.buffer);
  return { values: [...numbers.keys()], order };
}

export const unpackList = <T>({ values, order }: PackedList<T>): T[] =>
  Array.from(order, (number) => values[number] as T);

/** @param list of whole numbers below 2³² */
export function packNumbers(list: readonly number[], handedOver: ArrayBuffer[]): Uint32Array<ArrayBuffer> {
  const numbers = Uint32Array.from(list);
  handedOver.push(numbers.buffer);
  return numbers;
}
