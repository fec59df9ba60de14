import { DomainError } from '@thaw/kernel';
import type { LineVisitor } from './byte-lines';
import { openCsv } from './csv-lines';
import type { CsvLine } from './csv-scanner';
import { planColumns, type ColumnPlan, type FieldMapping } from './field-mapping';
import { ZIP, isKind, peek } from './upload-bytes';
import { openSheet } from './xlsx/sheet-table';

/** Lines whose columns are known, to be read once and in their order. */
export interface LineSource {
  readonly plan: ColumnPlan;
  /** How many there are, where that is known before they are read. */
  readonly lines?: number;
  /** SHA-256 (hex) of the upload as it was sent; null until all of it has arrived. */
  readonly sha256: string | null;
  /** Of the upload as it was sent: those that arrived. */
  readonly rawBytes: number;
  /** About how many bytes of the upload are read into lines; all of them in the end. */
  readonly bytesRead: number;
  /**
   * Shows the visitor the lines after the header, piece by piece of the file, and yields the length of each piece in
   * bytes; to be called once. Nothing is read ahead.
   * @throws DomainError FILE_UNREADABLE where the file turns out damaged on the way, saying how far it got.
   */
  visit(visitor: LineVisitor): AsyncGenerator<number, void, undefined>;
}

/** A file of transactions whose columns are known, whatever kind of file it is. */
export interface Table extends LineSource {
  /** The lines after the header in batches, one for each piece of the file; instead of {@link visit}. */
  batches(): AsyncGenerator<readonly CsvLine[], void, undefined>;
  /** Lets go of the source, if the lines are not read or not to their end. */
  close(): Promise<void>;
}

/**
 * Opens a file by what its first bytes say that it is, never by its name: an Excel workbook (XLSX), else text (CSV,
 * perhaps gzipped), reads its header, and finds the columns of the mapping in it.
 * @param folder where a workbook may lie, sealed, while it is read: it cannot be read in the order in which it comes.
 * @throws DomainError FILE_UNREADABLE, MAPPING_INVALID; whatever the source throws passes unchanged.
 */
export async function openTable(
  source: AsyncIterable<Uint8Array>,
  mapping: FieldMapping,
  folder: string,
): Promise<Table> {
  const bytes = buffers(source);
  const { head, all } = await peek(bytes);
  const upload = letGo(all, bytes);
  if (isKind(ZIP, head)) return openSheet(upload, mapping, folder);
  if (mapping.sheet !== undefined) {
    await upload.return();
    throw notAWorkbook();
  }
  const file = await openCsv(upload);
  try {
    const plan = planColumns(file.header, mapping);
    return {
      plan,
      get sha256() {
        return file.upload.sha256;
      },
      get rawBytes() {
        return file.upload.rawBytes;
      },
      get bytesRead() {
        return file.upload.rawBytes;
      },
      visit: (visitor) => file.visit(visitor),
      batches: () => file.batches(),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function* buffers(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, undefined> {
  for await (const piece of source) yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
}

async function* letGo(
  all: AsyncGenerator<Buffer, void, undefined>,
  source: AsyncGenerator<Buffer, void, undefined>,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* all;
  } finally {
    // Not waited for: it may be stalled.
    source.return().catch(() => undefined);
  }
}

const notAWorkbook = (): DomainError =>
  new DomainError('MAPPING_INVALID', {
    field: 'sheet',
    detail: {
      zh: '只有 Excel 工作簿（XLSX）才有工作表；这个文件是文本，请不要指定 sheet。',
      en: 'only an Excel workbook (XLSX) has sheets; this file is text, so name none.',
    },
  });
