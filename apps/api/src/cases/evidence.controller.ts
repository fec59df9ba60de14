import { Controller, Get, Inject, Param, Post, Req, StreamableFile } from '@nestjs/common';
import {
  ApiConsumes,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { EvidenceFiles } from '@thaw/cases';
import type { Actor } from '@thaw/kernel';
import { CONFIG, type Config } from '@thaw/platform';
import type { FastifyRequest } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { oneFile } from '../uploads/one-file';
import { PathId } from '../validation/path-id.decorator';

@ApiTags('evidence')
@Controller('v1/cases/:number/evidence')
export class EvidenceController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly files: EvidenceFiles,
  ) {}

  @Post(':itemId/files')
  @Can('evidence.upload')
  @ApiOperation({
    operationId: 'uploadEvidence',
    summary: 'Upload a file for an evidence item (multipart, part "file")',
  })
  @ApiConsumes('multipart/form-data')
  @ApiCreatedResponse({ description: 'The file as stored: type found from its bytes, SHA-256, size' })
  async upload(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @PathId('itemId') itemId: string,
    @Req() request: FastifyRequest,
  ): Promise<object> {
    const { fields, fileName, content } = await oneFile(request, this.config.evidenceLimitBytes);
    const onBehalfChannel = fields['onBehalfChannel'] ?? null;
    const file = await this.files.upload(actor, number, { itemId, fileName, content, onBehalfChannel });
    const { id, mediaType, sizeBytes, sha256, malwareScan, uploadedAt } = file;
    return {
      id,
      itemId,
      fileName: file.fileName,
      mediaType,
      sizeBytes,
      sha256: sha256.toString('hex'),
      malwareScan,
      uploadedAt,
    };
  }

  @Get('files/:fileId')
  @Can('evidence.download')
  @ApiOperation({ operationId: 'downloadEvidence', summary: 'Download a file; always as an attachment' })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ description: 'The bytes' })
  async download(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @PathId('fileId') fileId: string,
  ): Promise<StreamableFile> {
    const { file, content } = await this.files.download(actor, number, fileId);
    return new StreamableFile(content, {
      type: 'application/octet-stream',
      length: file.sizeBytes,
      disposition: `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
    });
  }
}
