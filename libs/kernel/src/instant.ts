/** What people and machines may name: before it nothing of ours was, and from the end on nothing is planned. */
export const INSTANTS_FROM = Date.UTC(1970, 0);
export const INSTANTS_TO = Date.UTC(2100, 0);

const RFC_3339 =
  /^([12]\d{3})-(\d{2})-(\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * The instant that a text of RFC 3339 names: `2026-11-23T08:00:00Z`, `2026-11-23T16:00:00.5+08:00`. Null for every other,
 * also for much that `Date.parse` reads: years that the database or a calendar cannot hold, days that no month has.
 */
export function readInstant(text: string): Date | null {
  const [, year, month, day] = RFC_3339.exec(text) ?? [];
  if (year === undefined) return null;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  // A day that no month has is read as one of the next month.
  if (date.toISOString().slice(0, 10) !== `${year}-${month}-${day}`) return null;
  return new Date(text);
}
