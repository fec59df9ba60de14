import { Body, Controller, Get, HttpCode, HttpStatus, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { ChargebacksService } from '@thaw/risk';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PageQuery } from '../validation/page-query.dto';
import { PathId } from '../validation/path-id.decorator';
import { ChargebackPage, ReportChargebacksBody } from './chargebacks.dto';
import { ReportReceiptItem } from './report.dto';

@ApiTags('risk')
@Controller('v1/terminals/:id/chargebacks')
export class ChargebacksController {
  constructor(
    private readonly database: Database,
    private readonly chargebacks: ChargebacksService,
  ) {}

  @Post()
  @HttpCode(HttpStatus.OK)
  @Can('history.import')
  @ApiOperation({
    operationId: 'reportChargebacks',
    summary: 'Tell of disputed sales; each chargeback is judged by itself, and told again changes nothing',
  })
  @ApiOkResponse({ type: ReportReceiptItem })
  report(
    @CurrentActor() actor: Actor,
    @PathId() terminalId: string,
    @Body() { items }: ReportChargebacksBody,
  ): Promise<ReportReceiptItem> {
    return this.database.asActor(actor, (tx) => this.chargebacks.report(tx, actor, terminalId, items));
  }

  @Get()
  @Can('history.read')
  @ApiOperation({ operationId: 'listChargebacks', summary: 'Chargebacks at the terminal, the latest first' })
  @ApiOkResponse({ type: ChargebackPage })
  list(
    @CurrentActor() actor: Actor,
    @PathId() terminalId: string,
    @Query() page: PageQuery,
  ): Promise<ChargebackPage> {
    return this.database.asActor(actor, (tx) => this.chargebacks.pageOfTerminal(tx, actor, terminalId, page));
  }
}
