import { StreamableFile } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { SentDownload } from '@thaw/cases';
import { IsUUID } from 'class-validator';

export class ReadUpToBody {
  @ApiProperty({ format: 'uuid', description: 'The latest that was read' })
  @IsUUID()
  readonly upTo: string;
}

/** Never shown in the page of the desk, whatever its bytes are. */
export const asAttachment = ({ file, content }: SentDownload): StreamableFile =>
  new StreamableFile(content, {
    type: 'application/octet-stream',
    length: file.sizeBytes,
    disposition: `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
  });
