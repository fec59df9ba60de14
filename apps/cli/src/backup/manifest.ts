import { ArchiveError, type SequenceValue, type TableColumns } from '@thaw/platform';
import type { KeyMarks } from './key-marks';

export const ARCHIVE_FORMAT = 1;

/** The first that an archive says. */
export interface About {
  readonly format: typeof ARCHIVE_FORMAT;
  /** ISO 8601, by the machine that made it. */
  readonly madeAt: string;
  readonly desk: string;
  /** In the order in which the database saw them. */
  readonly migrations: readonly string[];
  readonly years: readonly number[];
  readonly keys: KeyMarks;
  /** How the tree of the audit stood; null while it has no record. `root`: base64. */
  readonly audit: { readonly size: number; readonly root: string } | null;
}

/** The last that it says. */
export interface Whole {
  readonly sequences: readonly SequenceValue[];
  readonly rows: number;
  readonly files: number;
  /** Of all files, before they were deflated. */
  readonly fileBytes: number;
  /** Keys of files that rows name and the store does not have, or has otherwise than the row says. */
  readonly missing: readonly string[];
  readonly damaged: readonly string[];
}

export type PartHead =
  ({ readonly kind: 'table' } & TableColumns) | { readonly kind: 'file'; readonly key: string };

/** @throws ArchiveError ALTERED for what no archive of ours says. */
export function readAbout(given: Readonly<Record<string, unknown>>): About {
  const { format, desk, migrations, years, keys } = given;
  if (format !== ARCHIVE_FORMAT) throw new ArchiveError('FORMAT');
  if (typeof desk !== 'string' || !isNames(migrations) || !Array.isArray(years) || typeof keys !== 'object')
    throw new ArchiveError('ALTERED');
  return given as unknown as About;
}

/** @throws ArchiveError ALTERED */
export function readPart({ table, columns, file }: Readonly<Record<string, unknown>>): PartHead {
  if (typeof table === 'string' && isNames(columns)) return { kind: 'table', name: table, columns };
  if (typeof file === 'string') return { kind: 'file', key: file };
  throw new ArchiveError('ALTERED');
}

const isNames = (given: unknown): given is readonly string[] =>
  Array.isArray(given) && given.every((name) => typeof name === 'string');
