import { Controller, Get, Inject, Param, Post, Req, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { EvidenceFiles, uploadedFile, type UploadedFileView } from '@thaw/cases';
import type { Actor } from '@thaw/kernel';
import { CONFIG, type Config } from '@thaw/platform';
import type { FastifyRequest } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { GivesFile, TakesFile, asAttachment } from '../uploads/file-routes';
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
  @TakesFile('uploadEvidence', 'Upload a file for an evidence item (multipart, part "file")')
  async upload(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @PathId('itemId') itemId: string,
    @Req() request: FastifyRequest,
  ): Promise<UploadedFileView & { readonly itemId: string }> {
    const { fields, fileName, content } = await oneFile(request, this.config.evidenceLimitBytes);
    const onBehalfChannel = fields['onBehalfChannel'] ?? null;
    const file = await this.files.upload(actor, number, { itemId, fileName, content, onBehalfChannel });
    return { itemId, ...uploadedFile(file) };
  }

  @Get('files/:fileId')
  @Can('evidence.download')
  @GivesFile('downloadEvidence', 'Download a file; always as an attachment')
  async download(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @PathId('fileId') fileId: string,
  ): Promise<StreamableFile> {
    return asAttachment(await this.files.download(actor, number, fileId));
  }
}
