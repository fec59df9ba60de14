import { Transform, finished, type Readable } from 'node:stream';
import type { Multipart, MultipartFile } from '@fastify/multipart';
import { DomainError, maskCardNumbers, type Bilingual } from '@thaw/kernel';
import type { FastifyRequest } from 'fastify';

export interface OneFile {
  /** The text fields that came before the file, by name. */
  readonly fields: Readonly<Record<string, string>>;
  /** As the sender named it: without folders or control characters, card numbers masked, at most 200 characters. */
  readonly fileName: string;
  /** What the sender says it is; the content decides. */
  readonly mediaType: string;
  /**
   * To be read to the end. It fails with a DomainError where the upload breaks off (INVALID_REQUEST), is larger than
   * allowed (FILE_TOO_LARGE), or is followed by anything else (INVALID_REQUEST).
   */
  readonly content: Readable;
}

const FILE_FIELD = 'file';
const NAME_LENGTH = 200;

/**
 * The one file of a multipart upload, as a stream: its bytes are neither held in memory nor written to disk here.
 * Text fields come first, then the part named `file`.
 * @throws DomainError UNSUPPORTED_MEDIA_TYPE · INVALID_REQUEST where there is no file part or the form is broken.
 */
export async function oneFile(request: FastifyRequest, limitBytes: number): Promise<OneFile> {
  if (!request.isMultipart()) throw new DomainError('UNSUPPORTED_MEDIA_TYPE');
  const parts = request.parts({ limits: { fileSize: limitBytes } });
  const fields: Record<string, string> = {};
  try {
    for (;;) {
      const part = await nextPart(parts);
      if (!part) throw refused('Send the file in a part named "file".', '请在名为 file 的部分中上传文件。');
      if (part.type === 'file') return fileOf(request, part, parts, fields, limitBytes);
      fields[part.fieldname] = fieldText(part.fieldname, part.value, part.valueTruncated, fields);
    }
  } catch (error) {
    letGo(request);
    throw error;
  }
}

/** What is refused is still on its way: unread it would hold its connection, and with it our shutdown, for ever. */
function letGo({ raw }: FastifyRequest): void {
  raw.unpipe().resume();
}

function fileOf(
  request: FastifyRequest,
  part: MultipartFile,
  parts: AsyncIterator<Multipart>,
  fields: Readonly<Record<string, string>>,
  limitBytes: number,
): OneFile {
  if (part.fieldname !== FILE_FIELD) {
    throw refused(`The file part must be named "${FILE_FIELD}".`, `文件部分的名称须为 ${FILE_FIELD}。`);
  }
  const content = new Transform({
    transform: (chunk, _encoding, done) => done(null, chunk),
    flush: (done) => {
      // Past the limit the parser simply stops: without this check a cut file would pass for a whole one.
      if (part.file.truncated) return done(tooLarge(limitBytes));
      nextPart(parts).then(
        (next) => {
          if (next?.type === 'file') next.file.resume();
          done(next ? nothingAfterFile() : null);
        },
        (error: unknown) => done(broken(error)),
      );
    },
  });
  // It may break before anybody reads it; whoever reads it later is told then.
  content.on('error', () => undefined);
  // Not listeners of our own: a form that breaks off in the first bytes of its file has closed it before we see it.
  finished(part.file, { writable: false }, (error) => {
    if (error) content.destroy(broken(error));
  });
  // Giving up reading ends the parser too.
  content.once('close', () => {
    part.file.destroy();
    letGo(request);
  });
  part.file.pipe(content);
  return { fields, fileName: safeName(part.filename), mediaType: part.mimetype, content };
}

async function nextPart(parts: AsyncIterator<Multipart>): Promise<Multipart | null> {
  try {
    const next = await parts.next();
    return next.done ? null : next.value;
  } catch (error) {
    throw broken(error);
  }
}

function fieldText(
  name: string,
  value: unknown,
  truncated: boolean,
  earlier: Readonly<Record<string, string>>,
): string {
  if (Object.hasOwn(earlier, name)) throw refused('This field was sent twice.', '该字段重复出现。', name);
  if (truncated) throw refused('This field is too long.', '该字段内容过长。', name);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function safeName(given: string | undefined): string {
  const base = (given ?? '').split(/[/\\]/).at(-1) ?? '';
  const clean = maskCardNumbers(base.replace(/[\p{Cc}\p{Cf}]/gu, '').trim());
  return [...clean].slice(0, NAME_LENGTH).join('') || 'file';
}

/** The parser's own errors in our words; the problem filter knows Fastify's by their codes. */
function broken(error: unknown): Error {
  if (error instanceof DomainError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'FST_FILES_LIMIT') return nothingAfterFile();
  if (error instanceof Error && code.startsWith('FST_') && code !== 'FST_MP_PREMATURE_CLOSE') return error;
  return refused(
    'The upload broke off or is not well-formed multipart.',
    '上传中断，或 multipart 格式不正确。',
  );
}

const tooLarge = (limitBytes: number): DomainError =>
  new DomainError('FILE_TOO_LARGE', {
    field: FILE_FIELD,
    detail: { zh: `文件不能超过 ${limitBytes} 字节。`, en: `The file may have at most ${limitBytes} bytes.` },
    extra: { limitBytes },
  });

const nothingAfterFile = (): DomainError =>
  refused('Send one file, and the text fields before it.', '只能上传一个文件，且文本字段须放在文件之前。');

function refused(en: string, zh: string, field = FILE_FIELD): DomainError {
  const detail: Bilingual = { zh, en };
  return new DomainError('INVALID_REQUEST', { field, detail });
}
