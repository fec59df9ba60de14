import { Body, Controller, Get, Patch, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { PreventionQuery, PreventionService, type PreventionEvent } from '@thaw/registry';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PageQuery } from '../validation/page-query.dto';
import { PathId } from '../validation/path-id.decorator';
import { PreventionEventItem, PreventionEventPage, TerminalPreventionItem } from './prevention-views.dto';
import { TellPreventionBody } from './prevention.dto';

@ApiTags('prevention')
@Controller('v1/terminals/:id/prevention')
export class TerminalPreventionController {
  constructor(
    private readonly database: Database,
    private readonly prevention: PreventionService,
    private readonly query: PreventionQuery,
  ) {}

  @Get()
  @Can('prevention.read')
  @ApiOperation({
    operationId: 'getTerminalPrevention',
    summary: 'What the terminal carries of its upkeep, and what of it is overdue; merchants of their own',
  })
  @ApiOkResponse({ type: TerminalPreventionItem })
  get(@CurrentActor() actor: Actor, @PathId() id: string): Promise<TerminalPreventionItem> {
    return this.database.asActor(actor, (tx) => this.query.ofTerminal(tx, actor, id));
  }

  @Patch()
  @Can('prevention.write')
  @ApiOperation({
    operationId: 'tellTerminalPrevention',
    summary:
      'Tell dates and version of the device at work; who told what is kept, and the same again changes nothing',
  })
  @ApiOkResponse({ type: TerminalPreventionItem })
  tell(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Body() body: TellPreventionBody,
  ): Promise<TerminalPreventionItem> {
    return this.database.asActor(actor, async (tx) => {
      await this.prevention.tell(tx, actor, id, body);
      return this.query.ofTerminal(tx, actor, id);
    });
  }

  @Get('history')
  @Can('history.read')
  @ApiOperation({
    operationId: 'listPreventionHistory',
    summary: 'Who told what of the terminal’s upkeep, and what stood there before; the latest first',
  })
  @ApiOkResponse({ type: PreventionEventPage })
  history(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Query() page: PageQuery,
  ): Promise<PreventionEventPage> {
    return this.database.asActor(actor, async (tx) => {
      const { items, next } = await this.query.events(tx, actor, id, page);
      return { items: items.map(eventItem), next };
    });
  }
}

const eventItem = ({ at, actor, importId, before, after }: PreventionEvent): PreventionEventItem => ({
  at,
  toldBy: actor,
  importId,
  before,
  after,
});
