import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CaseFindings, CaseHistory, CaseScans, type MerchantFinding } from '@thaw/cases';
import { PAGE_LIMIT_DEFAULT, type Actor } from '@thaw/kernel';
import {
  replayWords,
  type FindingView,
  type ReplayVerdict,
  type ScanReplay,
  type ScanView,
} from '@thaw/risk';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PageQuery } from '../validation/page-query.dto';
import { PathId } from '../validation/path-id.decorator';
import { StartScanBody } from './scans.dto';

@ApiTags('risk')
@Controller('v1/cases/:number')
export class ScansController {
  constructor(
    private readonly history: CaseHistory,
    private readonly hits: CaseFindings,
    private readonly scans: CaseScans,
  ) {}

  @Post('scans')
  @HttpCode(HttpStatus.ACCEPTED)
  @Can('scan.start')
  @ApiOperation({ operationId: 'startScan', summary: "Scan the terminal's whole history with every rule" })
  @ApiAcceptedResponse({ description: 'The scan, queued, with the rule set that it runs' })
  start(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @Body() { ruleSet }: StartScanBody,
  ): Promise<ScanView> {
    return this.history.startScan(actor, number, ruleSet);
  }

  @Get('scans/:scanId')
  @Can('scan.start')
  @ApiOperation({
    operationId: 'getScan',
    summary: 'A scan, its progress, and what each rule gave of its score',
  })
  @ApiOkResponse({
    description:
      'state, rowsDone of rowsTotal, score with its parts, and the rule set that it runs: number, name, and the set that is ' +
      'active by now where that is another; `silent`: rules that lacked facts, and which',
  })
  scan(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @PathId('scanId') scanId: string,
  ): Promise<ScanView> {
    return this.scans.scan(actor, number, scanId);
  }

  @Post('scans/:scanId/replays')
  @HttpCode(HttpStatus.ACCEPTED)
  @Can('scan.replay')
  @ApiOperation({
    operationId: 'replayScan',
    summary: 'Run a finished scan again as it was, and compare with what was stored',
  })
  @ApiAcceptedResponse({ description: 'The replay, queued' })
  async replay(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @PathId('scanId') scanId: string,
  ): Promise<ReplayItem> {
    return replayItem(await this.scans.startReplay(actor, number, scanId));
  }

  @Get('scans/:scanId/replays')
  @Can('scan.replay')
  @ApiOperation({ operationId: 'listReplays', summary: 'Replays of a scan, the latest first' })
  @ApiOkResponse({ description: 'state (same, differs, impossible …), who asked, digests, first difference' })
  async replays(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @PathId('scanId') scanId: string,
  ): Promise<{ readonly items: readonly ReplayItem[] }> {
    return { items: (await this.scans.replays(actor, number, scanId)).map(replayItem) };
  }

  @Get('findings')
  @Can('finding.read')
  @ApiOperation({
    operationId: 'listFindings',
    summary: 'Hits of the last scan; for merchants in merchant-safe words',
  })
  @ApiOkResponse({ description: 'findings in the order of rule and time' })
  async findings(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
  ): Promise<{ readonly items: readonly FindingView[] | readonly MerchantFinding[] }> {
    return { items: await this.hits.of(actor, number) };
  }

  @Get('findings/:findingId/transactions')
  @Can('history.read')
  @ApiOperation({
    operationId: 'listFindingTransactions',
    summary: 'The transactions behind a finding of the last scan',
  })
  @ApiOkResponse({
    description:
      'ids of the transactions; droppedBefore: a time before which they are no longer held, or null',
  })
  async transactions(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @PathId('findingId') findingId: string,
  ): ReturnType<CaseFindings['transactionIds']> {
    return this.hits.transactionIds(actor, number, findingId);
  }

  @Get('findings/:findingId/sales')
  @Can('history.read')
  @ApiOperation({
    operationId: 'listFindingSales',
    summary: 'The transactions behind a finding of the last scan, each with what it was',
  })
  @ApiOkResponse({ description: 'items in the order of time, next, and droppedBefore as for their ids' })
  sales(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @PathId('findingId') findingId: string,
    @Query() { cursor, limit }: PageQuery,
  ): ReturnType<CaseFindings['sales']> {
    return this.hits.sales(actor, number, findingId, { cursor, limit: limit ?? PAGE_LIMIT_DEFAULT });
  }
}

interface ReplayItem extends ReturnType<typeof replayItem> {}

const replayItem = ({ state, obstacle, difference, ...replay }: ScanReplay) => ({
  id: replay.id,
  state,
  requestedBy: replay.requestedBy,
  requestedAt: replay.requestedAt,
  finishedAt: replay.finishedAt,
  historyDigest: replay.historyDigest,
  findingsDigest: replay.findingsDigest,
  obstacle,
  difference,
  detail: isVerdict(state) ? replayWords({ outcome: state, obstacle, difference }) : null,
});

const isVerdict = (state: ScanReplay['state']): state is ReplayVerdict['outcome'] =>
  state !== 'queued' && state !== 'failed';
