import { CalendarError, calendarShape, type CalendarDefinition } from '@thaw/sla/arithmetic';

/** A question of a file, with its answer: instants in ISO 8601, dates as `YYYY-MM-DD`, lengths in whole seconds. */
export interface Vector {
  /** As the file names it, or its place there. */
  readonly id: string;
  /** The calendar's name in the file; undefined where only days are asked about. */
  readonly calendar?: string;
  readonly op: string;
  readonly given: Readonly<Record<string, unknown>>;
  readonly expected: unknown;
}

export interface VectorFile {
  readonly calendars: ReadonlyMap<string, CalendarDefinition>;
  readonly vectors: readonly Vector[];
}

/** The file is not one of vectors. */
export class VectorFileError extends Error {}

/**
 * Lists of a file, and which of the answers in them the desk gives: time that is used up exactly at closing is due at
 * closing, and from a day of rest the next working day is the first.
 */
const LISTS: readonly { readonly list: string; readonly answers: readonly string[] }[] = [
  { list: 'vectors', answers: ['expected', 'last_day'] },
  { list: 'boundary', answers: ['due_closing'] },
  { list: 'convention_start_nonworking', answers: ['enum'] },
  { list: 'dst_disputed', answers: ['expected'] },
];

/** @throws VectorFileError where the text is no JSON, or holds no list of vectors. */
export function readVectorFile(text: string): VectorFile {
  let file: unknown;
  try {
    file = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new VectorFileError('not valid JSON');
  }
  if (!isRecord(file)) throw new VectorFileError('not an object');
  const vectors = LISTS.flatMap(({ list, answers }) => {
    const entries = file[list];
    if (entries === undefined) return [];
    if (!Array.isArray(entries)) throw new VectorFileError(`“${list}” is not a list`);
    return entries.map((entry: unknown, i) => readVector(entry, `${list}[${i}]`, answers));
  });
  if (vectors.length === 0) throw new VectorFileError('no “vectors” in it');
  return { calendars: readCalendars(file['calendars']), vectors };
}

function readVector(entry: unknown, place: string, answers: readonly string[]): Vector {
  if (!isRecord(entry)) throw new VectorFileError(`${place} is not an object`);
  const { id, cal, op } = entry;
  const answer = answers.find((name) => name in entry);
  if (answer === undefined) throw new VectorFileError(`${place} has no answer (${answers.join(', ')})`);
  return {
    id: typeof id === 'string' ? id : place,
    ...(typeof cal === 'string' ? { calendar: cal } : {}),
    op: typeof op === 'string' ? op : 'statutory',
    given: entry,
    expected: entry[answer],
  };
}

/** As the file writes them: days off are closed, and single dates have hours that replace all else. */
function readCalendars(calendars: unknown): ReadonlyMap<string, CalendarDefinition> {
  if (calendars === undefined) return new Map();
  if (!isRecord(calendars)) throw new VectorFileError('“calendars” is not an object');
  return new Map(
    Object.entries(calendars).map(([name, calendar]) => {
      if (!isRecord(calendar) || typeof calendar['tz'] !== 'string')
        throw new VectorFileError(`calendar “${name}” has no “tz”`);
      const { tz: zone, weekly, special: dates, breaks, holidays: closed } = calendar;
      try {
        const shape = calendarShape({ zone, weekly, dates, breaks, closed, followsHolidays: false });
        return [name, { ...shape, zone: calendar['tz'] }];
      } catch (error) {
        if (error instanceof CalendarError) throw new VectorFileError(`${name}.${error.message}`);
        throw error;
      }
    }),
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
