import { Controller, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiConsumes, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthorityDocuments } from '@thaw/cases';
import type { Actor } from '@thaw/kernel';
import { CONFIG, type Config } from '@thaw/platform';
import type { FastifyRequest } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { oneFile } from '../uploads/one-file';

@ApiTags('evidence')
@Controller('v1/cases/:number/authority-documents')
export class AuthorityDocumentsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: AuthorityDocuments,
  ) {}

  @Post()
  @Can('authority.document')
  @ApiOperation({
    operationId: 'uploadAuthorityDocument',
    summary: 'Put in an authority’s order or release (multipart, part "file"); a hold names it by its id',
  })
  @ApiConsumes('multipart/form-data')
  @ApiCreatedResponse({ description: 'The file as stored: id, type found from its bytes, SHA-256, size' })
  async upload(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @Req() request: FastifyRequest,
  ): Promise<object> {
    const { fileName, content } = await oneFile(request, this.config.evidenceLimitBytes);
    const file = await this.documents.upload(actor, number, { fileName, content });
    const { id, itemId, mediaType, sizeBytes, sha256, malwareScan, uploadedAt } = file;
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
}
