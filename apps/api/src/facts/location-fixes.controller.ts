import { Body, Controller, Get, HttpCode, HttpStatus, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { LocationFixesService } from '@thaw/risk';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PageQuery } from '../validation/page-query.dto';
import { PathId } from '../validation/path-id.decorator';
import { LocationFixPage, ReportLocationFixesBody } from './location-fixes.dto';
import { ReportReceiptItem } from './report.dto';

@ApiTags('risk')
@Controller('v1/terminals/:id/location-fixes')
export class LocationFixesController {
  constructor(
    private readonly database: Database,
    private readonly fixes: LocationFixesService,
  ) {}

  @Post()
  @HttpCode(HttpStatus.OK)
  @Can('history.import')
  @ApiOperation({
    operationId: 'reportLocationFixes',
    summary: 'Tell where the terminal was seen; each fix is judged by itself, and told again changes nothing',
  })
  @ApiOkResponse({ type: ReportReceiptItem })
  report(
    @CurrentActor() actor: Actor,
    @PathId() terminalId: string,
    @Body() { items }: ReportLocationFixesBody,
  ): Promise<ReportReceiptItem> {
    return this.database.asActor(actor, (tx) => this.fixes.report(tx, actor, terminalId, items));
  }

  @Get()
  @Can('history.read')
  @ApiOperation({
    operationId: 'listLocationFixes',
    summary: 'Where the terminal was seen, the latest first',
  })
  @ApiOkResponse({ type: LocationFixPage })
  list(
    @CurrentActor() actor: Actor,
    @PathId() terminalId: string,
    @Query() page: PageQuery,
  ): Promise<LocationFixPage> {
    return this.database.asActor(actor, (tx) => this.fixes.pageOfTerminal(tx, actor, terminalId, page));
  }
}
