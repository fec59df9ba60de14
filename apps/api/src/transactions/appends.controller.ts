import { Body, Controller, Get, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isAllowed, type Actor } from '@thaw/kernel';
import { StandingScans, type AppendOutcome } from '@thaw/risk';
import { AppendsQuery, type RecordVerdict } from '@thaw/transactions';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PathId } from '../validation/path-id.decorator';
import {
  AppendBody,
  AppendItem,
  AppendResult,
  type RecordVerdictItem,
  type TouchedFindingItem,
} from './appends.dto';
import { givenRecords } from './given-records';

@ApiTags('transactions')
@Controller('v1')
export class AppendsController {
  constructor(
    private readonly standing: StandingScans,
    private readonly query: AppendsQuery,
  ) {}

  @Post('terminals/:id/transactions')
  @HttpCode(HttpStatus.OK)
  @Can('history.import')
  @RouteConfig({ bulk: true })
  @ApiOperation({
    operationId: 'appendTransactions',
    summary:
      'Append transactions to the terminal’s history and bring its findings up to date; safe to send again, duplicates are told',
  })
  @ApiBody({ type: AppendBody })
  @ApiOkResponse({ type: AppendResult })
  async append(
    @CurrentActor() actor: Actor,
    @PathId() terminalId: string,
    @Body() body: unknown,
  ): Promise<AppendResult> {
    return resultOf(actor, await this.standing.append(actor, terminalId, givenRecords(body)));
  }

  @Get('appends/:id')
  @Can('history.read')
  @ApiOperation({
    operationId: 'getAppend',
    summary:
      'The receipt of a call that appended transactions: who sent it, when, and what became of its records',
  })
  @ApiOkResponse({ type: AppendItem })
  get(@CurrentActor() actor: Actor, @PathId() id: string): Promise<AppendItem> {
    return this.query.get(actor, id);
  }
}

function resultOf(actor: Actor, { appendId, verdicts, standing, touched }: AppendOutcome): AppendResult {
  const count = (verdict: RecordVerdict['verdict']): number =>
    verdicts.filter((one) => one.verdict === verdict).length;
  return {
    id: appendId,
    accepted: count('accepted'),
    duplicates: count('duplicate'),
    rejected: count('rejected'),
    items: verdicts.map(verdictItem),
    standing,
    findingsTouched: touched.length,
    findings: isAllowed(actor, 'finding.read') ? touched.map(touchedItem) : null,
  };
}

function verdictItem(verdict: RecordVerdict): RecordVerdictItem {
  if (verdict.verdict !== 'rejected') return verdict;
  const { message, ...rest } = verdict;
  return { ...rest, ...message };
}

const touchedItem = ({ rule, head }: AppendOutcome['touched'][number]): TouchedFindingItem => {
  const { key, count, measured, threshold, unit } = head;
  return { rule, key, count, measured, threshold, unit };
};
