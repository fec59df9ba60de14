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
import { DomainError, type Actor } from '@thaw/kernel';
import { CONFIG, Database, type Config } from '@thaw/platform';
import { RegistryQuery } from '@thaw/registry';
import { ImportsQuery, ImportsService } from '@thaw/transactions';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { readerLanguage } from '../problems/reader-language';
import { PageQuery } from '../validation/page-query.dto';
import { PathId } from '../validation/path-id.decorator';
import { readImportForm } from './import-form';
import { importItem, taken } from './import-item';
import { ImportFields, ImportItem, ImportPage, NumberedImportFields } from './imports.dto';

const TAKEN =
  'Taken in; the job that reads it into the history follows. Location tells where to see how it goes';

@ApiTags('transactions')
@Controller('v1')
export class ImportsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly registry: RegistryQuery,
    private readonly imports: ImportsService,
    private readonly query: ImportsQuery,
    private readonly cases: CaseHistory,
  ) {}

  @Post('imports')
  @HttpCode(HttpStatus.ACCEPTED)
  @Can('history.import')
  @ApiOperation({
    operationId: 'importHistoryByNumbers',
    summary: 'Take in a history file (multipart, part "file" last) for the terminal of these numbers',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: NumberedImportFields })
  @ApiAcceptedResponse({ type: ImportItem, description: TAKEN })
  async importByNumbers(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportItem> {
    const { fields, upload } = await readImportForm(
      request,
      this.config.uploadLimitBytes,
      NumberedImportFields,
    );
    try {
      const terminal = await this.database.asActor(actor, (tx) =>
        this.registry.findTerminal(tx, actor, fields),
      );
      if (!terminal) throw new DomainError('TERMINAL_UNKNOWN', { field: 'terminalNo' });
      const target = { terminalId: terminal.id, caseId: null };
      return taken(reply, await this.imports.receive(actor, { ...upload, ...target }));
    } finally {
      // The registry may refuse before anybody has looked at the file.
      upload.content.destroy();
    }
  }

  @Post('terminals/:id/imports')
  @HttpCode(HttpStatus.ACCEPTED)
  @Can('history.import')
  @ApiOperation({
    operationId: 'importHistory',
    summary: 'Take in a history file (multipart, part "file" last) for the terminal',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: ImportFields })
  @ApiAcceptedResponse({ type: ImportItem, description: TAKEN })
  async import(
    @CurrentActor() actor: Actor,
    @PathId() terminalId: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportItem> {
    const { upload } = await readImportForm(request, this.config.uploadLimitBytes, ImportFields);
    return taken(reply, await this.imports.receive(actor, { ...upload, terminalId, caseId: null }));
  }

  @Get('terminals/:id/imports')
  @Can('history.read')
  @ApiOperation({
    operationId: 'listImports',
    summary: 'Imports into the terminal’s history, the latest first',
  })
  @ApiOkResponse({ type: ImportPage })
  list(
    @CurrentActor() actor: Actor,
    @PathId() terminalId: string,
    @Query() page: PageQuery,
  ): Promise<ImportPage> {
    return this.database.asActor(actor, async (tx) => {
      const { items, next } = await this.query.listOfTerminal(tx, actor, terminalId, page);
      return { items: items.map(importItem), next };
    });
  }

  /** Whoever may send a file may see what became of it; a machine client of its own files only. */
  @Get('imports/:id')
  @Can('history.import')
  @ApiOperation({
    operationId: 'getImport',
    summary: 'How an import goes: lines done, and what became of them',
  })
  @ApiOkResponse({ type: ImportItem })
  async get(@CurrentActor() actor: Actor, @PathId() id: string): Promise<ImportItem> {
    return importItem(await this.query.get(actor, id));
  }

  @Post('imports/:id/cancel')
  @HttpCode(HttpStatus.OK)
  @Can('history.import')
  @ApiOperation({
    operationId: 'cancelImport',
    summary:
      'End an import before its time: what is in stays, the rest is not read. A strict one can be cancelled until it writes',
  })
  @ApiOkResponse({ type: ImportItem })
  async cancel(@CurrentActor() actor: Actor, @PathId() id: string): Promise<ImportItem> {
    return importItem(await this.cases.cancelImport(actor, id));
  }

  @Get('imports/:id/rejects')
  @Can('history.import')
  @ApiOperation({
    operationId: 'downloadRejects',
    summary:
      'The bad lines as CSV: line, reason, field, message, then the line’s own cells, card numbers masked. A cell that a spreadsheet would run as a formula (= + - @) begins with an apostrophe: take it off before sending the line again',
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
