import { readFileSync, statSync } from 'node:fs';
import { isDomainError, type Bilingual } from '@thaw/kernel';
import { parseMappingFile, type FieldMapping } from '@thaw/transactions/records';

export interface MappingFile {
  /** As it stands in the file. */
  readonly text: string;
  readonly mapping: Partial<FieldMapping>;
}

/** The mapping file is missing, or is none. */
export class MappingFileRefused extends Error {
  constructor(readonly detail: Bilingual) {
    super(detail.en);
    this.name = 'MappingFileRefused';
  }
}

/** As much as the desk takes. */
const CHARS_MAX = 20_000;

/**
 * Reads a mapping file before anything else is done, so that its mistakes are told in a moment.
 * @throws MappingFileRefused
 */
export function readMappingFile(path: string): MappingFile {
  const text = readText(path);
  try {
    return { text, mapping: parseMappingFile(text) };
  } catch (error) {
    const detail = isDomainError(error) ? error.context.detail : undefined;
    if (typeof detail !== 'object') throw error;
    throw refused(path, detail);
  }
}

function readText(path: string): string {
  try {
    const { size } = statSync(path);
    // A history given by mistake may be gigabytes.
    const text = size > CHARS_MAX * 4 ? null : readFileSync(path, 'utf8');
    if (text !== null && text.length <= CHARS_MAX) return text;
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw refused(path, { zh: `无法读取（${reason}）。`, en: `it cannot be read (${reason}).` });
  }
  throw refused(path, {
    zh: `超过 ${CHARS_MAX} 个字符，不是映射文件。`,
    en: `it has more than ${CHARS_MAX} characters and is no mapping file.`,
  });
}

const refused = (path: string, { zh, en }: Bilingual): MappingFileRefused =>
  new MappingFileRefused({ zh: `映射文件 ${path}：${zh}`, en: `The mapping file ${path}: ${en}` });
