import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '@thaw/kernel';
import { StandingFindings, type StandingFindingView } from '@thaw/risk';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PathId } from '../validation/path-id.decorator';
import {
  FindingTransactions,
  FindingTransactionsQuery,
  TerminalFindingsPage,
  type TerminalFindingItem,
} from './terminal-findings.dto';

/** Staff alone: a merchant reads of findings in a case, in words of its own. */
@ApiTags('risk')
@Controller('v1/terminals/:id/findings')
export class TerminalFindingsController {
  constructor(private readonly findings: StandingFindings) {}

  @Get()
  @Can('terminal_finding.read')
  @ApiOperation({
    operationId: 'listTerminalFindings',
    summary: 'What the terminal’s history comes to under the rules in force, and whether that is up to date',
  })
  @ApiOkResponse({ type: TerminalFindingsPage })
  async list(@CurrentActor() actor: Actor, @PathId() terminalId: string): Promise<TerminalFindingsPage> {
    const { items, ...standing } = await this.findings.ofTerminal(actor, terminalId);
    return { ...standing, items: items.map(itemOf) };
  }

  @Get('transactions')
  @Can('terminal_finding.read')
  @ApiOperation({
    operationId: 'listTerminalFindingTransactions',
    summary: 'The transactions that make one of the terminal’s findings',
  })
  @ApiOkResponse({ type: FindingTransactions })
  async transactions(
    @CurrentActor() actor: Actor,
    @PathId() terminalId: string,
    @Query() finding: FindingTransactionsQuery,
  ): Promise<FindingTransactions> {
    return { ids: await this.findings.transactionsOf(actor, terminalId, finding) };
  }
}

const itemOf = ({ merchantExplanation: _words, ...finding }: StandingFindingView): TerminalFindingItem =>
  finding;
