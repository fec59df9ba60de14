import { Controller, Delete, Get, HttpCode, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccountEvents, OpenSessions } from '@thaw/identity';
import type { Actor } from '@thaw/kernel';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PageQuery } from '../validation/page-query.dto';
import { PathId } from '../validation/path-id.decorator';
import { SessionPage } from './sessions.dto';
import { AccountEventPage } from './users.dto';

@ApiTags('users')
@Controller('v1/users/:id')
export class UserSessionsController {
  constructor(
    private readonly openSessions: OpenSessions,
    private readonly events: AccountEvents,
  ) {}

  @Get('sessions')
  @Can('user.manage')
  @ApiOperation({ operationId: 'listUserSessions', summary: "A user's live sessions, newest first" })
  @ApiOkResponse({ type: SessionPage })
  list(@CurrentActor() actor: Actor, @PathId() id: string, @Query() page: PageQuery): Promise<SessionPage> {
    return this.openSessions.listOf(actor, id, page);
  }

  @Delete('sessions')
  @HttpCode(204)
  @Can('user.manage')
  @ApiOperation({ operationId: 'endUserSessions', summary: 'End all sessions of a user' })
  @ApiNoContentResponse()
  endAll(@CurrentActor() actor: Actor, @PathId() id: string): Promise<void> {
    return this.openSessions.endAllOf(actor, id);
  }

  @Delete('sessions/:sessionId')
  @HttpCode(204)
  @Can('user.manage')
  @ApiOperation({ operationId: 'endUserSession', summary: 'End one session of a user' })
  @ApiNoContentResponse()
  endOne(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @PathId('sessionId') sessionId: string,
  ): Promise<void> {
    return this.openSessions.endOf(actor, id, sessionId);
  }

  @Get('account-events')
  @Can('user.manage')
  @ApiOperation({
    operationId: 'listAccountEvents',
    summary: 'What was done to an account and by whom, newest first',
  })
  @ApiOkResponse({ type: AccountEventPage })
  listEvents(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Query() page: PageQuery,
  ): Promise<AccountEventPage> {
    return this.events.list(actor, id, page);
  }
}
