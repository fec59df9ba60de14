import { MEASURE_LEVELS, MEASURE_SCOPES, type ToldMeasure } from '../measures';

/** What is known of a terminal after it was asked about. */
export type TerminalAnswer =
  | { readonly state: 'told'; readonly measures: readonly ToldMeasure[] }
  /** It will not say: it does not know the terminal, or not us. */
  | { readonly state: 'refused'; readonly reason: string }
  /** No answer, or none that can be read. */
  | { readonly state: 'unknown'; readonly reason: string };

const ID_LENGTH = 64;
/** More measures than any terminal bears: whoever sends more speaks of something else. */
const MOST_MEASURES = 100;

/**
 * `{"terminalNo","measures":[{"id"?,"level","scope"}]}` of the terminal that was asked about; null where it is anything
 * else. A level or scope that is not ours makes the whole unreadable: that a freeze is not understood is no reason to
 * take it for none.
 */
export function readTerminal(json: string, terminalNo: string): readonly ToldMeasure[] | null {
  let body: unknown;
  try {
    body = JSON.parse(json);
  } catch {
    return null;
  }
  if (typeof body !== 'object' || body === null) return null;
  const { terminalNo: told, measures } = body as Record<string, unknown>;
  if (told !== terminalNo || !Array.isArray(measures) || measures.length > MOST_MEASURES) return null;
  const read = measures.map(toldMeasure);
  return read.every((measure) => measure !== null) ? read : null;
}

function toldMeasure(given: unknown): ToldMeasure | null {
  if (typeof given !== 'object' || given === null) return null;
  const { id = null, level, scope } = given as Record<string, unknown>;
  const knownLevel = MEASURE_LEVELS.find((one) => one === level);
  const knownScope = MEASURE_SCOPES.find((one) => one === scope);
  const isId = id === null || (typeof id === 'string' && id.length <= ID_LENGTH);
  return knownLevel && knownScope && isId ? { id, level: knownLevel, scope: knownScope } : null;
}
