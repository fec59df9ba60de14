import { Readable } from 'node:stream';
import {
  Controller,
  Get,
  Headers,
  HttpCode,
  HttpStatus,
  Inject,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { CaseHistory } from '@thaw/cases';
import type { Actor } from '@thaw/kernel';
import { CONFIG, type Config } from '@thaw/platform';
import { RoutedImportsQuery, RoutedImportsService } from '@thaw/transactions';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { readerLanguage } from '../problems/reader-language';
import { allowLongAnswer } from '../requests/request-timeouts';
import { PageQuery } from '../validation/page-query.dto';
import { PathId } from '../validation/path-id.decorator';
import { readImportForm } from './import-form';
import { routedImportItem, routedPartItem } from './import-item';
import { ImportFields } from './imports.dto';
import { RoutedImportItem, RoutedPartPage } from './routed-imports.dto';

/** Files of several terminals: each of their lines says whose it is. */
@ApiTags('transactions')
@Controller('v1/routed-imports')
export class RoutedImportsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly routed: RoutedImportsService,
    private readonly query: RoutedImportsQuery,
    private readonly cases: CaseHistory,
  ) {}

  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  @Can('history.import')
  @ApiOperation({
    operationId: 'importHistories',
    summary:
      'Take in a history file of several terminals (multipart, part "file" last): each line names its own, by terminal_no and merchant_no, or by terminal_no alone where only one merchant has it',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: ImportFields })
  @ApiAcceptedResponse({
    type: RoutedImportItem,
    description: 'Taken in; an import for each terminal follows. Location tells where to see how they go',
  })
  async import(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RoutedImportItem> {
    const { upload } = await readImportForm(request, this.config.uploadLimitBytes, ImportFields);
    // Thousands of terminals take a while after the last byte.
    upload.content.once('end', () => allowLongAnswer(request));
    const view = await this.routed.receive(actor, upload);
    void reply.header('location', `/v1/routed-imports/${view.id}`);
    return routedImportItem(view);
  }

  @Get(':id')
  @Can('history.import')
  @ApiOperation({
    operationId: 'getRoutedImport',
    summary: 'How a file of several terminals goes, all its imports together',
  })
  @ApiOkResponse({ type: RoutedImportItem })
  async get(@CurrentActor() actor: Actor, @PathId() id: string): Promise<RoutedImportItem> {
    return routedImportItem(await this.query.get(actor, id));
  }

  @Get(':id/imports')
  @Can('history.import')
  @ApiOperation({
    operationId: 'listRoutedImportParts',
    summary: 'Its imports, one for each terminal, by merchant and terminal number',
  })
  @ApiOkResponse({ type: RoutedPartPage })
  async parts(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Query() page: PageQuery,
  ): Promise<RoutedPartPage> {
    const { items, next } = await this.query.parts(actor, id, page);
    return { items: items.map(routedPartItem), next };
  }

  @Post(':id/cancel')
  @HttpCode(HttpStatus.OK)
  @Can('history.import')
  @ApiOperation({
    operationId: 'cancelRoutedImport',
    summary:
      'Cancel its imports that have not ended: what is in stays. A strict file can be cancelled until a line of it is written',
  })
  @ApiOkResponse({ type: RoutedImportItem })
  async cancel(@CurrentActor() actor: Actor, @PathId() id: string): Promise<RoutedImportItem> {
    return routedImportItem(await this.cases.cancelRoutedImport(actor, id));
  }

  @Get(':id/rejects')
  @Can('history.import')
  @ApiOperation({
    operationId: 'downloadRoutedRejects',
    summary:
      'Its bad lines as CSV, as those of an import: first the lines that are no terminal’s, then each terminal’s',
  })
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: 'CSV in UTF-8; messages in the language of Accept-Language' })
  async rejects(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Headers('accept-language') language: string | undefined,
  ): Promise<StreamableFile> {
    const pieces = await this.query.rejects(actor, id, readerLanguage(language));
    return new StreamableFile(Readable.from(pieces, { objectMode: false }), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="rejects-${id}.csv"`,
    });
  }
}
