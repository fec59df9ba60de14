import type { Readable } from 'node:stream';
import { DomainError, type Bilingual } from '@thaw/kernel';
import {
  COLUMN_OF_MEMBER,
  PREVENTION_COLUMNS,
  PREVENTION_LINES_MOST,
  type PreventionColumn,
  type PreventionFile,
  type PreventionLine,
} from '@thaw/registry';
import { openCsv, safeFileName } from '@thaw/transactions/records';

/** What desks in China call the columns. */
const ALIASES: Readonly<Record<string, PreventionColumn>> = {
  商户编号: 'merchant_no',
  商户号: 'merchant_no',
  终端编号: 'terminal_no',
  终端号: 'terminal_no',
  巡检日期: 'inspected_on',
  巡检到期日: 'inspection_due_on',
  下次巡检日: 'inspection_due_on',
  软件版本: 'software_version',
  病毒库日期: 'virus_database_on',
  补丁截至日: 'patched_until',
  密码更换日: 'password_rotated_on',
};

/**
 * Reads a file of upkeep dates to its end. Columns that it does not know are passed over.
 * @throws DomainError FILE_UNREADABLE · FILE_TOO_LARGE · MAPPING_INVALID where columns are missing or stand twice
 */
export async function readPreventionFile(fileName: string, content: Readable): Promise<PreventionFile> {
  const csv = await openCsv(content);
  try {
    const places = placesOf(csv.header);
    const lines: PreventionLine[] = [];
    for await (const batch of csv.batches()) {
      for (const { line, cells, fault } of batch) {
        if (lines.length === PREVENTION_LINES_MOST) throw tooManyLines();
        const named = places.map(([column, place]) => [column, cells[place] ?? ''] as const);
        lines.push({
          line,
          cells: fault === null ? Object.fromEntries(named) : {},
          fault: fault === null ? null : BAD_LINE,
        });
      }
    }
    const contentHash = Buffer.from(csv.upload.sha256 ?? '', 'hex');
    return { fileName: safeFileName(fileName), contentHash, lines };
  } finally {
    await csv.close();
  }
}

function placesOf(header: readonly string[]): readonly (readonly [PreventionColumn, number])[] {
  const places = header.flatMap((name, place) => {
    const plain = name.trim().toLowerCase();
    const column = PREVENTION_COLUMNS.find((each) => each === plain) ?? aliasOf(plain);
    return column ? [[column, place] as const] : [];
  });
  const columns = places.map(([column]) => column);
  const twice = columns.find((column, n) => columns.indexOf(column) !== n);
  if (twice !== undefined) {
    throw wrongColumns(
      `文件中的列 ${twice} 出现了两次：请只保留一列。`,
      `The column ${twice} stands in the file twice: keep one of them.`,
    );
  }
  const missing = (['merchant_no', 'terminal_no'] as const).filter((column) => !columns.includes(column));
  if (missing.length > 0) {
    const names = missing.join(', ');
    throw wrongColumns(`文件缺少这些列：${names}。`, `The file has no column ${names}.`);
  }
  const telling = Object.values(COLUMN_OF_MEMBER);
  if (!columns.some((column) => telling.includes(column))) {
    const names = telling.join(', ');
    throw wrongColumns(`文件中至少要有其中一列：${names}。`, `The file needs one of the columns ${names}.`);
  }
  return places;
}

const aliasOf = (name: string): PreventionColumn | undefined =>
  Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;

const BAD_LINE: Bilingual = {
  zh: '此行列数与表头不符，或引号不成对，或含有无法读取的字符。',
  en: 'This line has not the columns of the header, a quote that does not end, or characters that are no text.',
};

const wrongColumns = (zh: string, en: string): DomainError =>
  new DomainError('MAPPING_INVALID', { field: 'file', detail: { zh, en } });

const tooManyLines = (): DomainError =>
  new DomainError('FILE_TOO_LARGE', {
    field: 'file',
    detail: {
      zh: `文件最多 ${PREVENTION_LINES_MOST} 行：请拆分后分别上传。`,
      en: `A file may have at most ${PREVENTION_LINES_MOST} lines: split it and send the parts one after the other.`,
    },
  });
