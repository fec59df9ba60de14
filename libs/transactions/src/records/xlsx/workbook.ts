import { maskCardNumbers } from '@thaw/kernel';
import { isDateFormat } from './date-format';
import { explain, workbookUnreadable } from './workbook-unreadable';
import { XmlScanner, attributeOf, type XmlVisitor } from './xml-scanner';
import type { ZipArchive, ZipEntry } from './zip-archive';

/** What of a workbook has to be known before the rows of a sheet can be read. */
export interface Workbook {
  readonly sheet: ZipEntry;
  /** Null where no cell of the workbook is a text of its own. */
  readonly sharedStrings: ZipEntry | null;
  /** Days are counted from 1904, as Excel for the Mac once did. */
  readonly is1904: boolean;
  /** Whether a cell of this style shows its number as a date; by the style's place. */
  readonly isDate: readonly boolean[];
}

interface Sheet {
  readonly name: string;
  readonly relation: string;
  readonly isHidden: boolean;
}

interface Relation {
  readonly type: string;
  readonly target: string;
}

/**
 * Reads what a workbook says of itself.
 * @param sheetName null: the first sheet that is not hidden.
 * @throws DomainError FILE_UNREADABLE
 */
export async function openWorkbook(archive: ZipArchive, sheetName: string | null): Promise<Workbook> {
  const packageRelations = await relationsOf(archive, '');
  const path = [...packageRelations.values()].find(({ type }) => type === 'officeDocument')?.target;
  const entry = path === undefined ? null : archive.entry(path);
  if (path === undefined || entry === null) throw explain('NO_WORKBOOK');
  if (path.endsWith('.bin')) throw explain('BINARY');
  const { sheets, is1904 } = await readSheets(archive, entry);
  const relations = await relationsOf(archive, path);
  const partOf = (type: string): ZipEntry | null => {
    const found = [...relations.values()].find((relation) => relation.type === type);
    return found ? archive.entry(found.target) : null;
  };
  const worksheets = sheets.filter(({ relation }) => relations.get(relation)?.type === 'worksheet');
  const chosen = chooseSheet(worksheets, sheetName);
  const sheet = archive.entry(relations.get(chosen.relation)?.target ?? '');
  if (sheet === null) throw explain('DAMAGED');
  const styles = partOf('styles');
  return {
    sheet,
    sharedStrings: partOf('sharedStrings'),
    is1904,
    isDate: styles === null ? [] : await readStyles(archive, styles),
  };
}

const SHEETS_LISTED = 20;

function chooseSheet(sheets: readonly Sheet[], name: string | null): Sheet {
  if (name === null) {
    const first = sheets.find(({ isHidden }) => !isHidden);
    if (!first) throw explain('NO_SHEET');
    return first;
  }
  const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
  const found = sheets.find((sheet) => sheet.name === name) ?? sheets.find((sheet) => same(sheet.name, name));
  if (found) return found;
  const shown = sheets.slice(0, SHEETS_LISTED).map((sheet) => maskCardNumbers(sheet.name));
  const more = sheets.length - shown.length;
  throw workbookUnreadable({
    zh: `工作簿中没有名为“${maskCardNumbers(name)}”的工作表；现有：${shown.join('、')}${more > 0 ? ` 等 ${sheets.length} 个` : ''}。`,
    en: `the workbook has no sheet "${maskCardNumbers(name)}"; it has ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
  });
}

async function readSheets(
  archive: ZipArchive,
  entry: ZipEntry,
): Promise<{ sheets: readonly Sheet[]; is1904: boolean }> {
  const sheets: Sheet[] = [];
  let is1904 = false;
  await visitPart(archive, entry, (name, attributes) => {
    if (name === 'workbookPr') is1904 = isTrue(attributeOf(attributes, 'date1904'));
    if (name !== 'sheet') return;
    sheets.push({
      name: attributeOf(attributes, 'name') ?? '',
      relation: relationIdOf(attributes),
      isHidden: (attributeOf(attributes, 'state') ?? 'visible') !== 'visible',
    });
  });
  return { sheets, is1904 };
}

/** `r:id`, under whatever prefix the writer gave the namespace. */
const relationIdOf = (attributes: string): string =>
  /(?:^|\s)[\w.-]+:id\s*=\s*["']([^"']*)["']/.exec(attributes)?.[1] ?? '';

const isTrue = (text: string | null): boolean => text === '1' || text === 'true' || text === 'on';

/** Which style shows a number as a date, by the place of the style. */
async function readStyles(archive: ZipArchive, entry: ZipEntry): Promise<readonly boolean[]> {
  /** By the number of the format: one may be long, and the styles that use it many. */
  const formats = new Map<number, boolean>();
  const isDate: boolean[] = [];
  let inCellStyles = false;
  await visitPart(
    archive,
    entry,
    (name, attributes) => {
      if (name === 'numFmt') {
        const id = Number(attributeOf(attributes, 'numFmtId'));
        formats.set(id, isDateFormat(id, attributeOf(attributes, 'formatCode') ?? ''));
      } else if (name === 'cellXfs') {
        inCellStyles = true;
      } else if (name === 'xf' && inCellStyles) {
        const id = Number(attributeOf(attributes, 'numFmtId') ?? 0);
        isDate.push(formats.get(id) ?? isDateFormat(id, null));
      }
    },
    (name) => {
      if (name === 'cellXfs') inCellStyles = false;
    },
  );
  return isDate;
}

/** The relations of a part, by their id; targets are paths within the archive. */
async function relationsOf(archive: ZipArchive, path: string): Promise<ReadonlyMap<string, Relation>> {
  const slash = path.lastIndexOf('/') + 1;
  const [folder, name] = [path.slice(0, slash), path.slice(slash)];
  const entry = archive.entry(`${folder}_rels/${name}.rels`);
  const relations = new Map<string, Relation>();
  if (entry === null) return relations;
  await visitPart(archive, entry, (tag, attributes) => {
    if (tag !== 'Relationship') return;
    relations.set(attributeOf(attributes, 'Id') ?? '', {
      type: (attributeOf(attributes, 'Type') ?? '').split('/').at(-1) ?? '',
      target: resolved(folder, attributeOf(attributes, 'Target') ?? ''),
    });
  });
  return relations;
}

function resolved(folder: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const path: string[] = [];
  for (const step of `${folder}${target}`.split('/')) {
    if (step === '..') path.pop();
    else if (step !== '.' && step !== '') path.push(step);
  }
  return path.join('/');
}

/** Parts of a workbook but for sheets and texts are small. */
const SMALL_PART_BYTES_MAX = 16 * 1024 * 1024;

async function visitPart(
  archive: ZipArchive,
  entry: ZipEntry,
  open: XmlVisitor['open'],
  close: XmlVisitor['close'] = () => undefined,
): Promise<void> {
  const scanner = new XmlScanner({ open, close, text: () => undefined });
  let bytes = 0;
  for await (const piece of archive.read(entry)) {
    bytes += piece.length;
    if (bytes > SMALL_PART_BYTES_MAX) throw explain('DAMAGED');
    scanner.push(piece);
  }
}
