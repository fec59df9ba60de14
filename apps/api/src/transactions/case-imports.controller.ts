import { Controller, HttpCode, HttpStatus, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CaseHistory } from '@thaw/cases';
import type { Actor } from '@thaw/kernel';
import { CONFIG, type Config } from '@thaw/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { readImportForm } from './import-form';
import { taken } from './import-item';
import { ImportFields, ImportItem } from './imports.dto';

@ApiTags('transactions')
@Controller('v1/cases/:number')
export class CaseImportsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly history: CaseHistory,
  ) {}

  @Post('imports')
  @HttpCode(HttpStatus.ACCEPTED)
  @Can('history.import')
  @ApiOperation({
    operationId: 'importHistoryOfCase',
    summary:
      'Take in a history file (multipart, part "file" last) for the case’s terminal; the timeline tells of it',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: ImportFields })
  @ApiAcceptedResponse({ type: ImportItem })
  async import(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportItem> {
    const { upload } = await readImportForm(request, this.config.uploadLimitBytes, ImportFields);
    try {
      return taken(reply, await this.history.startImport(actor, number, upload));
    } finally {
      // The case may refuse before anybody has looked at the file.
      upload.content.destroy();
    }
  }
}
