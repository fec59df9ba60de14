import { Controller, Get, Inject, Param, Post, Req, StreamableFile } from '@nestjs/common';
import {
  ApiConsumes,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { ProofFiles } from '@thaw/cases';
import type { Actor } from '@thaw/kernel';
import { CONFIG, type Config } from '@thaw/platform';
import type { FastifyRequest } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { oneFile } from '../uploads/one-file';
import { PathId } from '../validation/path-id.decorator';

@ApiTags('remediation')
@Controller('v1/cases/:number/proofs')
export class ProofsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly proofs: ProofFiles,
  ) {}

  @Post()
  @Can('evidence.upload')
  @ApiOperation({
    operationId: 'uploadProof',
    summary: 'Put in a file that proves a step (multipart, part "file"); attest names it by its id',
  })
  @ApiConsumes('multipart/form-data')
  @ApiCreatedResponse({ description: 'The file as stored: id, type found from its bytes, SHA-256, size' })
  async upload(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @Req() request: FastifyRequest,
  ): Promise<object> {
    const { fileName, content } = await oneFile(request, this.config.evidenceLimitBytes);
    const file = await this.proofs.upload(actor, number, { fileName, content });
    const { id, mediaType, sizeBytes, sha256, malwareScan, uploadedAt } = file;
    return {
      id,
      fileName: file.fileName,
      mediaType,
      sizeBytes,
      sha256: sha256.toString('hex'),
      malwareScan,
      uploadedAt,
    };
  }

  @Get(':id')
  @Can('evidence.download')
  @ApiOperation({
    operationId: 'downloadProof',
    summary: 'Download a file of proof; always as an attachment',
  })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ description: 'The bytes' })
  async download(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @PathId() id: string,
  ): Promise<StreamableFile> {
    const { file, content } = await this.proofs.download(actor, number, id);
    return new StreamableFile(content, {
      type: 'application/octet-stream',
      length: file.sizeBytes,
      disposition: `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
    });
  }
}
