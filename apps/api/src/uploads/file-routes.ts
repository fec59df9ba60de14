import { StreamableFile, applyDecorators } from '@nestjs/common';
import { ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import type { FileToRead } from '@thaw/cases';

/** A route that takes one file; its handler reads it by `oneFile`. */
export const TakesFile = (operationId: string, summary: string): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId, summary }),
    ApiConsumes('multipart/form-data'),
    ApiCreatedResponse({ description: 'The file as stored: id, type found from its bytes, SHA-256, size' }),
  );

/** A route that gives a file, by {@link asAttachment}. */
export const GivesFile = (operationId: string, summary: string): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId, summary }),
    ApiProduces('application/octet-stream'),
    ApiOkResponse({ description: 'The bytes' }),
  );

/** Never shown in the page of the desk, whatever its bytes are. */
export const asAttachment = ({ file, content }: FileToRead): StreamableFile =>
  new StreamableFile(content, {
    type: 'application/octet-stream',
    length: file.sizeBytes,
    disposition: `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
  });
