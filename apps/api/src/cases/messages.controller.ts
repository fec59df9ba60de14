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
import { Correspondence, SentFiles, storedFile, type MessageView, type StoredFileView } from '@thaw/cases';
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
@Controller('v1/cases/:number/messages')
export class MessagesController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly correspondence: Correspondence,
    private readonly files: SentFiles,
  ) {}

  @Get()
  @Can('case.read_messages')
  @ApiOperation({ operationId: 'listMessages', summary: 'Messages between merchant and desk' })
  @ApiOkResponse({
    description:
      'messages, oldest first, with their files and who has read them; to merchants, of the desk nobody by name',
  })
  async list(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
  ): Promise<{ readonly items: readonly MessageView[] }> {
    return { items: await this.correspondence.messages(actor, number) };
  }

  @Post('read')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Can('case.message')
  @ApiOperation({
    operationId: 'readMessages',
    summary: 'Mark messages of others as read by you, up to this one',
  })
  @ApiNoContentResponse({ description: 'Marked; the first time counts' })
  async read(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @Body() { upTo }: ReadUpToBody,
  ): Promise<void> {
    await this.correspondence.readMessages(actor, number, upTo);
  }

  @Post('files')
  @Can('case.message')
  @TakesFile(
    'uploadMessageFile',
    'Upload a file for a message (multipart, part "file"); the action message then names it by its id',
  )
  async upload(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @Req() request: FastifyRequest,
  ): Promise<StoredFileView> {
    const { fileName, content } = await oneFile(request, this.config.evidenceLimitBytes);
    return storedFile(await this.files.uploadForMessage(actor, number, { fileName, content }));
  }

  @Get('files/:fileId')
  @Can('case.read_messages')
  @GivesFile('downloadMessageFile', 'Download a file of a message; always as an attachment')
  async download(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @PathId('fileId') fileId: string,
  ): Promise<StreamableFile> {
    return asAttachment(await this.files.ofMessage(actor, number, fileId));
  }
}
