import { Header, StreamableFile, applyDecorators } from '@nestjs/common';
import { ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import type { FileToRead } from '@thaw/cases';

/** A route that takes one file; its handler reads it by `oneFile`. */
export const TakesFile = (operationId: string, summary: string): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId, summary }),
    ApiConsumes('multipart/form-data'),
    ApiCreatedResponse({ description: 'The file as stored: id, type found from its bytes, SHA-256, size' }),
  );

/** Whatever a file holds and however a browser is brought to open it, it runs nothing, and in an origin of its own. */
const FILE_POLICY =
  "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A route that gives a file, by {@link asAttachment}. */
export const GivesFile = (operationId: string, summary: string): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId, summary }),
    ApiProduces('application/octet-stream'),
    ApiOkResponse({ description: 'The bytes, held against the hash that was taken when they came' }),
    Header('content-security-policy', FILE_POLICY),
    Header('x-content-type-options', 'nosniff'),
  );

/** Never shown in the page of the desk, whatever its bytes are. */
export const asAttachment = async ({ file, read }: FileToRead): Promise<StreamableFile> =>
  new StreamableFile(await read(), {
    type: 'application/octet-stream',
    length: file.sizeBytes,
    disposition: `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
  });
