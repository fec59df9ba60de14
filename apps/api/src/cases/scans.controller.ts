import { Controller, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CaseHistory, CaseQuery } from '@thaw/cases';
import type { Actor } from '@thaw/kernel';
import type { Scan } from '@thaw/risk';
import { FACT_WORDS, RULES, silentRules } from '@thaw/risk/rules';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PathId } from '../validation/path-id.decorator';

@ApiTags('risk')
@Controller('v1/cases/:number')
export class ScansController {
  constructor(
    private readonly history: CaseHistory,
    private readonly query: CaseQuery,
  ) {}

  @Post('scans')
  @HttpCode(HttpStatus.ACCEPTED)
  @Can('scan.start')
  @ApiOperation({ operationId: 'startScan', summary: "Scan the terminal's whole history with every rule" })
  @ApiAcceptedResponse({ description: 'The scan, queued' })
  async start(@CurrentActor() actor: Actor, @Param('number') number: string): Promise<object> {
    return scanItem(await this.history.startScan(actor, number));
  }

  @Get('scans/:scanId')
  @Can('scan.start')
  @ApiOperation({ operationId: 'getScan', summary: 'A scan and its progress' })
  @ApiOkResponse({
    description: 'state, rowsDone of rowsTotal, score; `silent`: rules that lacked facts, and which',
  })
  async scan(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @PathId('scanId') scanId: string,
  ): Promise<object> {
    return scanItem(await this.query.scan(actor, number, scanId));
  }

  @Get('findings')
  @Can('finding.read')
  @ApiOperation({
    operationId: 'listFindings',
    summary: 'Hits of the last scan; for merchants in merchant-safe words',
  })
  @ApiOkResponse({ description: 'findings in the order of rule and time' })
  async findings(@CurrentActor() actor: Actor, @Param('number') number: string): Promise<object> {
    return { items: await this.query.findings(actor, number) };
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
  ): Promise<object> {
    return this.query.findingTransactions(actor, number, findingId);
  }
}

const scanItem = (scan: Scan): object => ({
  id: scan.id,
  state: scan.state,
  rowsTotal: scan.rowsTotal,
  rowsDone: scan.rowsDone,
  cutOffAt: scan.cutOffAt,
  counts: scan.counts,
  score: scan.score,
  silent: scan.startedAt === null ? [] : silentItems(scan),
  factsLeftOut: scan.factsLeftOut,
  failure: scan.failure,
  createdAt: scan.createdAt,
  finishedAt: scan.finishedAt,
});

/** The rules that ran and had nothing to look at, for want of which facts. */
const silentItems = ({ rules, facts }: Scan): object[] => {
  const codes = new Set(rules.map(({ code }) => code));
  const ran = RULES.filter(({ code }) => codes.has(code));
  return silentRules(ran, facts).map(({ rule, without }) => ({
    rule: rule.code,
    title: rule.title,
    without: without.map((fact) => ({ fact, words: FACT_WORDS[fact] })),
  }));
};
