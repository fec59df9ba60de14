import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '@thaw/kernel';
import { Dispatches } from '@thaw/notifications';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PathId } from '../validation/path-id.decorator';
import { DispatchItemView, DispatchPage, DispatchesQuery } from './dispatches.dto';

@ApiTags('notifications')
@Controller('v1/dispatches')
export class DispatchesController {
  constructor(private readonly dispatches: Dispatches) {}

  @Get()
  @Can('channel.manage')
  @ApiOperation({
    operationId: 'listDispatches',
    summary: 'What goes out to people beside their inboxes, newest first, without words and addresses',
  })
  @ApiOkResponse({ type: DispatchPage })
  list(@CurrentActor() actor: Actor, @Query() query: DispatchesQuery): Promise<DispatchPage> {
    return this.dispatches.list(actor, query);
  }

  @Post(':id/replay')
  @HttpCode(202)
  @Can('channel.manage')
  @ApiOperation({ operationId: 'replayDispatch', summary: 'Send a dead letter again, under its own id' })
  @ApiAcceptedResponse({ type: DispatchItemView })
  replay(@CurrentActor() actor: Actor, @PathId() id: string): Promise<DispatchItemView> {
    return this.dispatches.replay(actor, id);
  }
}
