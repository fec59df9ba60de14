import { INSTANTS_TO, readInstant, type Bilingual } from '@thaw/kernel';

/** What became of one item of a report: a report is taken item by item, and told again it changes nothing. */
export type Verdict =
  | { readonly verdict: 'accepted' | 'duplicate' }
  | { readonly verdict: 'rejected'; readonly field: string; readonly message?: Bilingual };

/** Enough to see what is wrong with a report; a hostile one must not buy a long answer. */
const MESSAGES_MOST = 100;

/** What became of a report, its items in their order. */
export interface ReportReceipt {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly items: readonly Verdict[];
}

/** Why an item is not taken, thrown while it is read. */
export class ItemFault extends Error {
  constructor(
    readonly field: string,
    readonly told: Bilingual,
  ) {
    super(told.en);
  }
}

export const fault = (field: string, zh: string, en: string): ItemFault => new ItemFault(field, { zh, en });

/** Clocks of machines differ by a little; more is a clock that is wrong. */
const SKEW_MS = 5 * 60_000;
/** Before it a device's clock was not set yet: receivers begin in 1980. */
const EARLIEST_MS = Date.UTC(2000, 0);

/** Members of an item as JSON gave them, each read once and by name. */
export class ItemReader {
  private readonly members: Readonly<Record<string, unknown>>;

  /** @throws ItemFault where the item is no object, or has a member that is none of these. */
  constructor(
    item: unknown,
    known: readonly string[],
    private readonly now: number,
  ) {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      throw fault('', '每一项应为一个对象。', 'Each item is an object.');
    }
    this.members = item as Readonly<Record<string, unknown>>;
    const strange = Object.keys(item).find((name) => !known.includes(name));
    if (strange !== undefined) {
      const names = known.join(', ');
      throw fault(
        '',
        `只能有这些字段：${names}；请去掉其余字段。`,
        `An item has only ${names}: leave others out.`,
      );
    }
  }

  has(field: string): boolean {
    return this.members[field] !== undefined && this.members[field] !== null;
  }

  /** A whole number, both bounds inside. */
  whole(field: string, min: number, max: number): number {
    const value = this.members[field];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max)
      return value;
    throw fault(field, `应为 ${min} 至 ${max} 之间的整数。`, `Give a whole number from ${min} to ${max}.`);
  }

  text(field: string, form: RegExp, zh: string, en: string): string {
    const value = this.members[field];
    if (typeof value === 'string' && form.test(value)) return value;
    throw fault(field, zh, en);
  }

  oneOf<T extends string>(field: string, choices: readonly T[]): T {
    const chosen = choices.find((choice) => choice === this.members[field]);
    if (chosen !== undefined) return chosen;
    throw fault(field, `请选择：${choices.join('、')}。`, `Choose one of ${choices.join(', ')}.`);
  }

  /** An instant that was: the sender's clock may run ahead of ours by five minutes. */
  past(field: string): Date {
    const value = this.members[field];
    const instant = typeof value === 'string' ? readInstant(value) : null;
    if (!instant || instant.getTime() >= INSTANTS_TO) {
      throw fault(
        field,
        '请提供日期时间，如 2026-11-23T08:00:00Z。',
        'Give a date and time such as 2026-11-23T08:00:00Z.',
      );
    }
    if (instant.getTime() > this.now + SKEW_MS) {
      throw fault(
        field,
        '时间在将来：请核对设备的时钟和时区。',
        'This is in the future: check the sender’s clock and time zone.',
      );
    }
    if (instant.getTime() < EARLIEST_MS) {
      throw fault(
        field,
        '时间早于 2000 年：请核对设备的时钟。',
        'This is before the year 2000: check the sender’s clock.',
      );
    }
    return instant;
  }
}

/** A report read item by item: what can be taken, each once, and what cannot. */
export interface ReadReport<T> {
  readonly fresh: readonly { readonly place: number; readonly item: T }[];
  /** By place in the report; null where it is among `fresh`. */
  readonly verdicts: readonly (Verdict | null)[];
}

/**
 * @param read throws ItemFault. @param keyOf says which items are one.
 * @param again what a second item of one key is, seen beside the first: a duplicate where not told otherwise.
 */
export function readReport<T>(
  items: readonly unknown[],
  read: (item: unknown) => T,
  keyOf: (item: T) => string,
  again: (second: T, first: T) => Verdict = () => ({ verdict: 'duplicate' }),
): ReadReport<T> {
  const seen = new Map<string, T>();
  const fresh: { place: number; item: T }[] = [];
  const verdicts = items.map((given, place): Verdict | null => {
    try {
      const item = read(given);
      const key = keyOf(item);
      const first = seen.get(key);
      if (first !== undefined) return again(item, first);
      seen.set(key, item);
      fresh.push({ place, item });
      return null;
    } catch (error) {
      if (!(error instanceof ItemFault)) throw error;
      return { verdict: 'rejected', field: error.field, message: error.told };
    }
  });
  return { fresh, verdicts };
}

/** @param settle what became of each of the fresh items, once they were offered to the database. */
export function receiptOf<T>(report: ReadReport<T>, settle: (item: T) => Verdict): ReportReceipt {
  const settled = new Map(report.fresh.map(({ place, item }) => [place, settle(item)]));
  let told = 0;
  const items = report.verdicts.map((verdict, place): Verdict => {
    const one = verdict ?? (settled.get(place) as Verdict);
    if (one.verdict !== 'rejected' || ++told <= MESSAGES_MOST) return one;
    return { verdict: 'rejected', field: one.field };
  });
  const count = (of: Verdict['verdict']): number => items.filter(({ verdict }) => verdict === of).length;
  return { accepted: count('accepted'), duplicates: count('duplicate'), rejected: count('rejected'), items };
}
