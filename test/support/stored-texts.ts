import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestDatabase } from './test-database';

/** Something that is kept, and where. */
export interface StoredText {
  readonly place: string;
  readonly text: string;
}

/** Every row of every table of the database, queues included, as PostgreSQL writes it. */
export async function databaseTexts(database: TestDatabase): Promise<StoredText[]> {
  const tables = await database.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const texts: StoredText[] = [];
  for (const { name } of tables) {
    const rows = await database.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
    texts.push({ place: `table ${name}`, text: rows.map(({ text }) => text).join('\n') });
  }
  return texts;
}

/** Every file below a folder, its name included. */
export function fileTexts(folder: string): StoredText[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { place: `file ${path}`, text: `${path}\n${readFileSync(path, 'utf8')}` };
    });
}

/** Digits of full width, and what may stand between the digits of a number that people write or programs escape. */
const FULL_WIDTH = /[０-９]/g;
const BETWEEN_DIGITS = /(?<=\d)(?:[\s\p{Pd}\p{Cf}._/,]|%20|\\[nrt])+(?=\d)/gu;

/** Which numbers are found where: as they are, with separators, in full width, or as the hex of a bytea. */
export function findNumbers(numbers: readonly string[], texts: readonly StoredText[]): string[] {
  const found: string[] = [];
  for (const { place, text } of texts) {
    const narrow = text.replace(FULL_WIDTH, (digit) => String(digit.charCodeAt(0) - 0xff10));
    const joined = narrow.replace(BETWEEN_DIGITS, '');
    for (const number of numbers) {
      const hex = Buffer.from(number).toString('hex');
      if (narrow.includes(number) || joined.includes(number) || text.includes(hex))
        found.push(`${number} in ${place}`);
    }
  }
  return found;
}
