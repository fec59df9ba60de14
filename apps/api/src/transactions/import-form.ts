import { DomainError, type Bilingual } from '@thaw/kernel';
import type { HistoryUpload } from '@thaw/transactions';
import { parseColumnPairs, parseMappingFile } from '@thaw/transactions/records';
import type { FastifyRequest } from 'fastify';
import { oneFile } from '../uploads/one-file';
import { requestValidation } from '../validation/request-validation';
import type { ImportFields } from './imports.dto';

export interface ImportForm<F> {
  readonly fields: F;
  /** What of an upload the form tells: all but where it is to go. */
  readonly upload: Omit<HistoryUpload, 'terminalId' | 'caseId'>;
}

const VALIDATION = requestValidation();

/**
 * Reads the form up to its file: the fields say how the file is to be read.
 * @throws DomainError INVALID_REQUEST · MAPPING_INVALID · UNSUPPORTED_MEDIA_TYPE; the file is then let go.
 */
export async function readImportForm<F extends ImportFields>(
  request: FastifyRequest,
  limitBytes: number,
  shape: new () => F,
): Promise<ImportForm<F>> {
  const { fields: given, fileName, content } = await oneFile(request, limitBytes);
  try {
    // A form on a page sends its empty fields too.
    const filled = Object.fromEntries(Object.entries(given).filter(([, text]) => text !== ''));
    const fields = (await VALIDATION.transform(filled, { type: 'body', metatype: shape })) as F;
    const strict = fields.strict === 'true';
    const sha256 = fields.sha256?.toLowerCase();
    const upload = { fileName, content, options: optionsOf(fields), strict };
    return { fields, upload: { ...upload, ...(sha256 !== undefined && { sha256 }) } };
  } catch (error) {
    content.destroy();
    throw error;
  }
}

function optionsOf({
  map,
  mapping,
  timeZone,
  currency,
  amountUnit,
  cardType,
  sheet,
}: ImportFields): HistoryUpload['options'] {
  if (map !== undefined && mapping !== undefined) {
    throw refused('mapping', {
      zh: 'map 与 mapping 只能提供一个。',
      en: 'Give either map or mapping, not both.',
    });
  }
  return {
    ...(mapping === undefined
      ? { columns: parseColumnPairs(linesOf(map ?? '')) }
      : parseMappingFile(mapping)),
    // What the form says for itself goes before what its mapping says.
    ...(timeZone !== undefined && { timeZone }),
    ...(currency !== undefined && { currency }),
    ...(amountUnit !== undefined && { amountUnit }),
    ...(cardType !== undefined && { cardType }),
    ...(sheet !== undefined && { sheet }),
  };
}

const linesOf = (text: string): string[] => text.split(/\r?\n/).filter((line) => line.trim() !== '');

const refused = (field: string, detail: Bilingual): DomainError =>
  new DomainError('INVALID_REQUEST', { field, detail });
