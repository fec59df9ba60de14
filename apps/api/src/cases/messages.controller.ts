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
import {
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { Correspondence, SentFiles, sentFile, type MessageView, type SentFileView } from '@thaw/cases';
import type { Actor } from '@thaw/kernel';
import { CONFIG, type Config } from '@thaw/platform';
import type { FastifyRequest } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { oneFile } from '../uploads/one-file';
import { PathId } from '../validation/path-id.decorator';
import { ReadUpToBody, asAttachment } from './correspondence.dto';

@ApiTags('cases')
@Controller('v1/cases/:number/messages')
export class MessagesController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly correspondence: Correspondence,
    private readonly files: SentFiles,
  ) {}

  @Get()
  @Can('case.message')
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
  @ApiOperation({
    operationId: 'uploadMessageFile',
    summary:
      'Upload a file for a message (multipart, part "file"); the action message then names it by its id',
  })
  @ApiConsumes('multipart/form-data')
  @ApiCreatedResponse({ description: 'The file as stored: type found from its bytes, SHA-256, size' })
  async upload(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @Req() request: FastifyRequest,
  ): Promise<SentFileView> {
    const { fileName, content } = await oneFile(request, this.config.evidenceLimitBytes);
    return sentFile(await this.files.uploadForMessage(actor, number, { fileName, content }));
  }

  @Get('files/:fileId')
  @Can('case.message')
  @ApiOperation({
    operationId: 'downloadMessageFile',
    summary: 'Download a file of a message; always as an attachment',
  })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ description: 'The bytes' })
  async download(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @PathId('fileId') fileId: string,
  ): Promise<StreamableFile> {
    return asAttachment(await this.files.ofMessage(actor, number, fileId));
  }
}
