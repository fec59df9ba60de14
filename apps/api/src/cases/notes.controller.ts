import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Inject,
  Param,
  Post,
  Req,
  StreamableFile,
} from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Correspondence, SentFiles, storedFile, type NoteView, type StoredFileView } from '@thaw/cases';
import type { Actor } from '@thaw/kernel';
import { CONFIG, type Config } from '@thaw/platform';
import type { FastifyRequest } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { GivesFile, TakesFile, asAttachment } from '../uploads/file-routes';
import { oneFile } from '../uploads/one-file';
import { PathId } from '../validation/path-id.decorator';
import { ReadUpToBody } from './correspondence.dto';

@ApiTags('cases')
@Controller('v1/cases/:number/notes')
export class NotesController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly correspondence: Correspondence,
    private readonly files: SentFiles,
  ) {}

  @Get()
  @Can('case.note')
  @ApiOperation({ operationId: 'listNotes', summary: 'Internal notes; never a merchant’s to see' })
  @ApiOkResponse({
    description: 'notes, oldest first, with their files and who has read them, and the colleagues they name',
  })
  async list(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
  ): Promise<{ readonly items: readonly NoteView[] }> {
    return { items: await this.correspondence.notes(actor, number) };
  }

  @Post('read')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Can('case.note')
  @ApiOperation({ operationId: 'readNotes', summary: 'Mark notes of others as read by you, up to this one' })
  @ApiNoContentResponse({ description: 'Marked; the first time counts' })
  async read(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @Body() { upTo }: ReadUpToBody,
  ): Promise<void> {
    await this.correspondence.readNotes(actor, number, upTo);
  }

  @Post('files')
  @Can('case.note')
  @TakesFile(
    'uploadNoteFile',
    'Upload a file for a note (multipart, part "file"); the action note then names it by its id',
  )
  async upload(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @Req() request: FastifyRequest,
  ): Promise<StoredFileView> {
    const { fileName, content } = await oneFile(request, this.config.evidenceLimitBytes);
    return storedFile(await this.files.uploadForNote(actor, number, { fileName, content }));
  }

  @Get('files/:fileId')
  @Can('case.note')
  @GivesFile('downloadNoteFile', 'Download a file of a note; always as an attachment')
  async download(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @PathId('fileId') fileId: string,
  ): Promise<StreamableFile> {
    return asAttachment(await this.files.ofNote(actor, number, fileId));
  }
}
