import { Controller, Get, Inject, Param, Post, Req, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ProofFiles, uploadedFile, type UploadedFileView } from '@thaw/cases';
import type { Actor } from '@thaw/kernel';
import { CONFIG, type Config } from '@thaw/platform';
import type { FastifyRequest } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { GivesFile, TakesFile, asAttachment } from '../uploads/file-routes';
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
  @TakesFile(
    'uploadProof',
    'Put in a file that proves a step (multipart, part "file"); attest names it by its id',
  )
  async upload(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @Req() request: FastifyRequest,
  ): Promise<UploadedFileView> {
    const { fileName, content } = await oneFile(request, this.config.evidenceLimitBytes);
    return uploadedFile(await this.proofs.upload(actor, number, { fileName, content }));
  }

  @Get(':id')
  @Can('evidence.download')
  @GivesFile('downloadProof', 'Download a file of proof; always as an attachment')
  async download(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @PathId() id: string,
  ): Promise<StreamableFile> {
    return asAttachment(await this.proofs.download(actor, number, id));
  }
}
