import { Body, Controller, Delete, Get, HttpCode, Ip, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { SessionsService } from '@thaw/identity';
import type { UserActor } from '@thaw/kernel';
import { Can, Public } from '../access/can.decorator';
import { CurrentToken, CurrentUser } from '../access/current-actor.decorator';
import { PageQuery } from '../validation/page-query.dto';
import { PathId } from '../validation/path-id.decorator';
import { SessionPage, SignInBody, SignedInView } from './sessions.dto';
import { userSummary } from './user-summary';

@ApiTags('sessions')
@Controller('v1/sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Post()
  @Public()
  @ApiOperation({ operationId: 'signIn', summary: 'Sign in' })
  @ApiCreatedResponse({ type: SignedInView })
  async signIn(@Body() body: SignInBody, @Ip() address: string): Promise<SignedInView> {
    const { token, sessionId, expiresAt, actor } = await this.sessions.signIn({ ...body, address });
    return { token, sessionId, expiresAt, user: userSummary(actor) };
  }

  @Get()
  @Can('session.own')
  @ApiOperation({ operationId: 'listOwnSessions', summary: 'Your live sessions, newest first' })
  @ApiOkResponse({ type: SessionPage })
  list(
    @CurrentUser() user: UserActor,
    @CurrentToken() token: string,
    @Query() page: PageQuery,
  ): Promise<SessionPage> {
    return this.sessions.listOwn(user, token, page);
  }

  @Delete('current')
  @HttpCode(204)
  @Can('session.own')
  @ApiOperation({ operationId: 'signOut', summary: 'Sign out' })
  @ApiNoContentResponse()
  signOut(@CurrentUser() user: UserActor, @CurrentToken() token: string): Promise<void> {
    return this.sessions.signOut(user, token);
  }

  @Delete(':id')
  @HttpCode(204)
  @Can('session.own')
  @ApiOperation({ operationId: 'revokeOwnSession', summary: 'End one of your sessions' })
  @ApiNoContentResponse()
  revoke(@CurrentUser() user: UserActor, @PathId() id: string): Promise<void> {
    return this.sessions.revokeOwn(user, id);
  }
}
