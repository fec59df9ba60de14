import type { Bilingual } from '@thaw/kernel';

/**
 * What a JSON body may look like before anybody asks what it means. Validation looks at each member against all the
 * others (class-transformer's `getKeys`) and at each item of a list before it asks how many there are: a megabyte of
 * members or items would hold the API for seconds.
 */
/** No body of ours nests deeper than a handful; what reads bodies recurses, and would run out of stack. */
const DEPTH = 32;
/** The DTO with the most fields has nine. */
const MEMBERS = 64;
/** The longest list that anything takes: a report of location fixes, or transactions to append. */
const ITEMS = 10_000;
/** Members of an item of such a list, and room. */
const ITEM_VALUES = 6;
/** The same of a route that takes wide items in bulk, and reads them without a DTO. */
const BULK_ITEM_VALUES = 12;

/** Why nobody should read a body of this shape any further; null where it may be read. */
export function shapeFault(body: unknown, isBulk = false): Bilingual | null {
  const most = ITEMS * (isBulk ? BULK_ITEM_VALUES : ITEM_VALUES);
  let values = 0;
  const faultOf = (value: unknown, levels: number): Bilingual | null => {
    if (++values > most) return tooMany(`${most}`);
    if (typeof value !== 'object' || value === null) return null;
    if (levels === 0) return { zh: '请求体嵌套过深。', en: 'The body is nested too deeply.' };
    if (Array.isArray(value)) {
      if (value.length > ITEMS) return tooLong(`${ITEMS}`);
    } else if (hasMoreMembers(value)) {
      return tooWide(`${MEMBERS}`);
    }
    for (const member of Object.values(value)) {
      const fault = faultOf(member, levels - 1);
      if (fault) return fault;
    }
    return null;
  };
  return faultOf(body, DEPTH);
}

/** Counts no further than it needs to. */
function hasMoreMembers(value: object): boolean {
  let members = 0;
  for (const name in value) if (Object.hasOwn(value, name) && ++members > MEMBERS) return true;
  return false;
}

const tooMany = (most: string): Bilingual => ({
  zh: `请求体的值过多，最多 ${most} 个。`,
  en: `The body holds too many values; at most ${most} are read.`,
});
const tooLong = (most: string): Bilingual => ({
  zh: `请求体中有列表超过 ${most} 项。`,
  en: `A list in the body has more than ${most} items.`,
});
const tooWide = (most: string): Bilingual => ({
  zh: `请求体中有对象超过 ${most} 个字段。`,
  en: `An object in the body has more than ${most} fields.`,
});
