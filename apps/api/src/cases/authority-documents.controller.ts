import { Controller, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AuthorityDocuments, uploadedFile, type UploadedFileView } from '@thaw/cases';
import type { Actor } from '@thaw/kernel';
import { CONFIG, type Config } from '@thaw/platform';
import type { FastifyRequest } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { TakesFile } from '../uploads/file-routes';
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
  @TakesFile(
    'uploadAuthorityDocument',
    'Put in an authority’s order or release (multipart, part "file"); a hold names it by its id',
  )
  async upload(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @Req() request: FastifyRequest,
  ): Promise<UploadedFileView & { readonly itemId: string }> {
    const { fileName, content } = await oneFile(request, this.config.evidenceLimitBytes);
    const file = await this.documents.upload(actor, number, { fileName, content });
    return { itemId: file.itemId, ...uploadedFile(file) };
  }
}
