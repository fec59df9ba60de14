import { Readable } from 'node:stream';
import { Controller, Get, Headers, HttpStatus, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { DomainError, type Actor, type Locale } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import {
  PREVENTION_COLUMNS,
  PreventionImportsQuery,
  PreventionImportsService,
  type PreventionImport,
  type PreventionImportReject,
} from '@thaw/registry';
import { BYTE_ORDER_MARK, csvLine } from '@thaw/transactions';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { readerLanguage } from '../problems/reader-language';
import { oneFile } from '../uploads/one-file';
import { PageQuery } from '../validation/page-query.dto';
import { PathId } from '../validation/path-id.decorator';
import { readPreventionFile } from './prevention-file';
import { PreventionImportItem, PreventionImportPage } from './prevention-views.dto';
import { PreventionFileForm } from './prevention.dto';

/** More than fifty thousand lines with every column filled. */
const FILE_BYTES_MOST = 16 * 1024 ** 2;

@ApiTags('prevention')
@Controller('v1/prevention/imports')
export class PreventionImportsController {
  constructor(
    private readonly database: Database,
    private readonly imports: PreventionImportsService,
    private readonly query: PreventionImportsQuery,
  ) {}

  @Post()
  @Can('prevention.write')
  @ApiOperation({
    operationId: 'importPrevention',
    summary:
      'Take in a file of upkeep dates of many terminals (multipart, part "file"); bad lines hurt no good one',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: PreventionFileForm })
  @ApiCreatedResponse({
    type: PreventionImportItem,
    description: 'The receipt; Location tells where it stays',
  })
  async take(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PreventionImportItem> {
    const { fields, fileName, content } = await oneFile(request, FILE_BYTES_MOST);
    try {
      const [strange] = Object.keys(fields);
      if (strange !== undefined) throw noSuchField(strange);
      const receipt = await this.imports.take(actor, await readPreventionFile(fileName, content));
      void reply.status(HttpStatus.CREATED).header('location', `/v1/prevention/imports/${receipt.id}`);
      return importItem(receipt);
    } finally {
      content.destroy();
    }
  }

  @Get()
  @Can('prevention.write')
  @ApiOperation({
    operationId: 'listPreventionImports',
    summary: 'Files that were taken in, the latest first',
  })
  @ApiOkResponse({ type: PreventionImportPage })
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery): Promise<PreventionImportPage> {
    return this.database.asActor(actor, async (tx) => {
      const { items, next } = await this.query.page(tx, page);
      return { items: items.map(importItem), next };
    });
  }

  @Get(':id')
  @Can('prevention.write')
  @ApiOperation({ operationId: 'getPreventionImport', summary: 'The receipt of a file' })
  @ApiOkResponse({ type: PreventionImportItem })
  get(@CurrentActor() actor: Actor, @PathId() id: string): Promise<PreventionImportItem> {
    return this.database.asActor(actor, async (tx) => importItem(await this.query.get(tx, id)));
  }

  @Get(':id/rejects')
  @Can('prevention.write')
  @ApiOperation({
    operationId: 'downloadPreventionRejects',
    summary:
      'The bad lines as CSV: line, field, message, then the line’s own cells, card numbers masked. A cell that a spreadsheet would run as a formula begins with an apostrophe',
  })
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: 'CSV in UTF-8; messages in the language of Accept-Language' })
  async rejects(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Headers('accept-language') language: string | undefined,
  ): Promise<StreamableFile> {
    const pieces = rejectFile(await this.query.rejects(actor, id), readerLanguage(language));
    return new StreamableFile(Readable.from(pieces, { objectMode: false }), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="rejects-${id}.csv"`,
    });
  }
}

async function* rejectFile(
  rejects: AsyncIterable<readonly PreventionImportReject[]>,
  locale: Locale,
): AsyncGenerator<string, void, undefined> {
  yield BYTE_ORDER_MARK + csvLine(['line', 'field', 'message', ...PREVENTION_COLUMNS]);
  for await (const some of rejects) {
    yield some
      .map(({ line, field, message, cells }) =>
        csvLine([String(line), field ?? '', message[locale], ...cells]),
      )
      .join('');
  }
}

const importItem = ({ contentHash, actor, ...receipt }: PreventionImport): PreventionImportItem => ({
  ...receipt,
  contentHash: contentHash.toString('hex'),
  takenFrom: actor,
});

const noSuchField = (field: string): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field,
    detail: { zh: '没有这个字段，请去掉它。', en: 'There is no such field; leave it out.' },
  });
