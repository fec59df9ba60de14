import { maskCardNumbers, storable, type Bilingual } from '@thaw/kernel';
import type { ToldMember } from './told';

/** The columns of a file of upkeep dates, in the order of its reject file. */
export const PREVENTION_COLUMNS = [
  'merchant_no',
  'terminal_no',
  'inspected_on',
  'inspection_due_on',
  'software_version',
  'virus_database_on',
  'patched_until',
  'password_rotated_on',
] as const;
export type PreventionColumn = (typeof PREVENTION_COLUMNS)[number];

/** The columns that tell something, by what they tell. */
export const COLUMN_OF_MEMBER: { readonly [member in ToldMember]: PreventionColumn } = {
  inspectedOn: 'inspected_on',
  inspectionDueOn: 'inspection_due_on',
  softwareVersion: 'software_version',
  virusDatabaseOn: 'virus_database_on',
  patchedUntil: 'patched_until',
  passwordRotatedOn: 'password_rotated_on',
};

/** A line of a file as it was read; an empty cell tells nothing. */
export interface PreventionLine {
  /** In the file; the first is 1. */
  readonly line: number;
  readonly cells: { readonly [column in PreventionColumn]?: string };
  /** Why it could not be read as cells; null where it could. */
  readonly fault: Bilingual | null;
}

const CELL_MOST = 200;

/** The cells as they may be kept: short, storable, and without card numbers. */
export const keptCells = ({ cells }: PreventionLine): string[] =>
  PREVENTION_COLUMNS.map((column) =>
    [...maskCardNumbers(storable(cells[column] ?? ''))].slice(0, CELL_MOST).join(''),
  );
