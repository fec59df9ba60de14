import type { FindingHead } from '../rules';
import { FindingCollector, type PackedCollector } from './finding-collector';

const NONE = -1;

/** As it goes from thread to thread: what is long in it is handed over, not copied. */
export interface PackedLaidOver {
  readonly settled: PackedCollector;
  readonly provisional: PackedCollector;
  readonly over: Int32Array<ArrayBuffer>;
  readonly alone: readonly number[];
  readonly order: Uint32Array<ArrayBuffer>;
}

/** One rule's settled findings with its provisional ones laid over them: heads replaced, ids appended. */
export class LaidOver {
  private constructor(
    private readonly settled: FindingCollector,
    private readonly provisional: FindingCollector,
    /** By settled finding, the provisional one with its key. */
    private readonly over: Int32Array<ArrayBuffer>,
    /** Provisional findings of other keys. */
    private readonly alone: readonly number[],
    /** By `from`, then key: settled ones by their number, then those that stand alone. */
    readonly order: Uint32Array<ArrayBuffer>,
  ) {}

  static of(settled: FindingCollector, provisional: FindingCollector): LaidOver {
    const over = new Int32Array(settled.size).fill(NONE);
    const alone: number[] = [];
    for (let number = 0; number < provisional.size; number++) {
      const under = settled.numberOf(provisional.keyOf(number));
      if (under === undefined) alone.push(number);
      else over[under] = number;
    }
    return new LaidOver(settled, provisional, over, alone, inOrder(settled, provisional, over, alone));
  }

  static unpack({ settled, provisional, over, alone, order }: PackedLaidOver): LaidOver {
    return new LaidOver(
      FindingCollector.unpack(settled),
      FindingCollector.unpack(provisional),
      over,
      alone,
      order,
    );
  }

  /** Nothing can be asked of it any more once what is to be handed over has been. */
  pack(handedOver: ArrayBuffer[]): PackedLaidOver {
    const { over, alone, order } = this;
    handedOver.push(over.buffer, order.buffer);
    return {
      settled: this.settled.pack(handedOver),
      provisional: this.provisional.pack(handedOver),
      over,
      alone,
      order,
    };
  }

  /** @param number of the order */
  headOf(number: number): FindingHead {
    const { settled, provisional, over, alone } = this;
    if (number >= settled.size) return provisional.headOf(alone[number - settled.size] as number);
    const later = over[number] as number;
    return later === NONE ? settled.headOf(number) : provisional.headOf(later);
  }

  /** @param number of the order */
  idsOf(number: number): number[] {
    const { settled, provisional, over, alone } = this;
    if (number >= settled.size) return provisional.idsOf(alone[number - settled.size] as number);
    const later = over[number] as number;
    if (later === NONE) return settled.idsOf(number);
    const count = settled.idCountOf(number);
    const ids = new Array<number>(count + provisional.idCountOf(later));
    settled.readIds(ids, 0, number);
    provisional.readIds(ids, count, later);
    return ids;
  }
}

function inOrder(
  settled: FindingCollector,
  provisional: FindingCollector,
  over: Int32Array,
  alone: readonly number[],
): Uint32Array<ArrayBuffer> {
  const froms = new Float64Array(settled.size + alone.length);
  for (let number = 0; number < settled.size; number++) {
    const later = over[number] as number;
    froms[number] = later === NONE ? settled.fromOf(number) : provisional.fromOf(later);
  }
  for (const [i, number] of alone.entries()) froms[settled.size + i] = provisional.fromOf(number);
  const keyOf = (number: number): string =>
    number < settled.size ? settled.keyOf(number) : provisional.keyOf(alone[number - settled.size] as number);
  return Uint32Array.from(froms, (_, number) => number).sort(
    (a, b) => (froms[a] as number) - (froms[b] as number) || (keyOf(a) < keyOf(b) ? -1 : 1),
  );
}
