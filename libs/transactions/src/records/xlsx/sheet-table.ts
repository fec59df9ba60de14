import { isStorable } from '@thaw/kernel';
import type { LineVisitor } from '../byte-lines';
import { CSV_LIMITS } from '../csv-lines';
import type { CsvLine } from '../csv-scanner';
import { planColumns, type FieldMapping } from '../field-mapping';
import type { Table } from '../table';
import { lineOfRow, textsOfRow } from './sheet-line';
import type { SheetRow } from './sheet-rows';
import { explain, workbookUnreadable } from './workbook-unreadable';
import { XlsxFile } from './xlsx-file';

/**
 * Opens a sheet of an XLSX upload as a table: its first row that is not blank is the header. An upload is taken in whole
 * before the first row can be read.
 * @param folder where it may lie, sealed, until it is closed.
 * @throws DomainError FILE_UNREADABLE, MAPPING_INVALID
 */
export async function openSheet(
  source: AsyncIterable<Uint8Array>,
  mapping: FieldMapping,
  folder: string,
): Promise<Table> {
  const file = await XlsxFile.open(source, folder, mapping.sheet ?? null);
  const rows = file.rows(CSV_LIMITS.columns);
  const close = async (): Promise<void> => {
    await rows.return();
    file.close();
  };
  try {
    const { header, others } = await readHeader(rows, file.is1904);
    const plan = planColumns(header, mapping);

    async function* batches(): AsyncGenerator<readonly CsvLine[], void, undefined> {
      const lines = (batch: readonly SheetRow[]): readonly CsvLine[] =>
        batch.map((row) => lineOfRow(row, plan, file.is1904)).filter(({ cells }) => !isBlank(cells));
      try {
        yield lines(others);
        for await (const batch of rows) yield lines(batch);
      } finally {
        await close();
      }
    }
    async function* visit(visitor: LineVisitor): AsyncGenerator<number, void, undefined> {
      let before = 0;
      for await (const batch of batches()) {
        for (const line of batch) visitor.line(line);
        yield file.unpackedBytes - before;
        before = file.unpackedBytes;
      }
    }
    const { rawBytes, sha256 } = file;
    return {
      plan,
      rawBytes,
      sha256,
      get bytesRead() {
        return Math.floor(rawBytes * file.share);
      },
      batches,
      visit,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function readHeader(
  rows: AsyncGenerator<readonly SheetRow[], void, undefined>,
  is1904: boolean,
): Promise<{ header: readonly string[]; others: readonly SheetRow[] }> {
  for (let next = await rows.next(); !next.done; next = await rows.next()) {
    const at = next.value.findIndex((row) => row.isWider || !isBlank(textsOfRow(row, is1904)));
    const row = next.value[at];
    if (row === undefined) continue;
    if (row.isWider) throw tooWide();
    const header = textsOfRow(row, is1904);
    if (!header.every(isStorable)) throw explain('HEADER_NOT_TEXT');
    const width = header.findLastIndex((name) => name.trim() !== '') + 1;
    return { header: header.slice(0, width), others: next.value.slice(at + 1) };
  }
  throw explain('EMPTY');
}

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

const tooWide = () =>
  workbookUnreadable({
    zh: `工作表的列数超过上限 ${CSV_LIMITS.columns} 列。`,
    en: `the sheet has more than ${CSV_LIMITS.columns} columns; at most ${CSV_LIMITS.columns} are read.`,
  });
