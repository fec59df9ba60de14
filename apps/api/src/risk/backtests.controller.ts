import { Body, Controller, Get, HttpCode, HttpStatus, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PAGE_LIMIT_DEFAULT, type Actor } from '@thaw/kernel';
import { BacktestsQuery, BacktestsService } from '@thaw/risk';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PathId } from '../validation/path-id.decorator';
import {
  BacktestDetail,
  BacktestPage,
  SetChangesItem,
  backtestDetail,
  backtestItem,
} from './backtest-views.dto';
import { BacktestBody, BacktestsQueryString, ChangesQueryString, scopeOf } from './backtests.dto';

@ApiTags('risk')
@Controller('v1/backtests')
export class BacktestsController {
  constructor(
    private readonly backtests: BacktestsService,
    private readonly query: BacktestsQuery,
  ) {}

  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  @Can('backtest.run')
  @ApiOperation({
    operationId: 'startBacktest',
    summary: 'Try parameter sets over the history of one terminal, of a sample or of all',
  })
  @ApiAcceptedResponse({ type: BacktestDetail, description: 'The backtest, queued' })
  async start(@CurrentActor() actor: Actor, @Body() { sets, scope }: BacktestBody): Promise<BacktestDetail> {
    return this.read(actor, await this.backtests.request(actor, { sets, scope: scopeOf(scope) }));
  }

  @Get()
  @Can('rule_set.read')
  @ApiOperation({ operationId: 'listBacktests', summary: 'Backtests, the latest first' })
  @ApiOkResponse({ type: BacktestPage })
  async list(
    @CurrentActor() actor: Actor,
    @Query() { limit, ...filter }: BacktestsQueryString,
  ): Promise<BacktestPage> {
    const { items, next } = await this.query.list(actor, { ...filter, limit: limit ?? PAGE_LIMIT_DEFAULT });
    return { items: items.map(backtestItem), next };
  }

  @Get(':backtestId')
  @Can('rule_set.read')
  @ApiOperation({
    operationId: 'getBacktest',
    summary: 'A backtest: how far it is, and once it is finished what each set hits',
  })
  @ApiOkResponse({ type: BacktestDetail })
  get(@CurrentActor() actor: Actor, @PathId('backtestId') backtestId: string): Promise<BacktestDetail> {
    return this.read(actor, backtestId);
  }

  @Get(':backtestId/changes')
  @Can('rule_set.read')
  @ApiOperation({
    operationId: 'getBacktestChanges',
    summary: 'What changes for findings from one set to another',
  })
  @ApiOkResponse({ type: SetChangesItem })
  changes(
    @CurrentActor() actor: Actor,
    @PathId('backtestId') backtestId: string,
    @Query() { from, to }: ChangesQueryString,
  ): Promise<SetChangesItem> {
    return this.query.changes(actor, backtestId, from, to);
  }

  @Post(':backtestId/cancel')
  @HttpCode(HttpStatus.OK)
  @Can('backtest.run')
  @ApiOperation({ operationId: 'cancelBacktest', summary: 'Stop a backtest that is queued or running' })
  @ApiOkResponse({ type: BacktestDetail })
  async cancel(
    @CurrentActor() actor: Actor,
    @PathId('backtestId') backtestId: string,
  ): Promise<BacktestDetail> {
    await this.backtests.cancel(actor, backtestId);
    return this.read(actor, backtestId);
  }

  private async read(actor: Actor, id: string): Promise<BacktestDetail> {
    return backtestDetail(await this.query.get(actor, id));
  }
}
