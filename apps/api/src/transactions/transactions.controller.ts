import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { TransactionsQuery } from '@thaw/transactions';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PathId } from '../validation/path-id.decorator';
import { TransactionPage, TransactionsPageQuery } from './transactions.dto';

@ApiTags('transactions')
@Controller('v1')
export class TransactionsController {
  constructor(
    private readonly database: Database,
    private readonly query: TransactionsQuery,
  ) {}

  @Get('terminals/:id/transactions')
  @Can('history.read')
  @ApiOperation({ operationId: 'listTransactions', summary: 'The terminal’s history in the order of time' })
  @ApiOkResponse({ type: TransactionPage })
  list(
    @CurrentActor() actor: Actor,
    @PathId() terminalId: string,
    @Query() filter: TransactionsPageQuery,
  ): Promise<TransactionPage> {
    return this.database.asActor(actor, (tx) => this.query.pageOfTerminal(tx, actor, terminalId, filter));
  }
}
