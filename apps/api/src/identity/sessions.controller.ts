import { Body, Controller, Delete, Get, HttpCode, Ip, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { SessionsService, SignInCodes, type SignedIn } from '@thaw/identity';
import type { UserActor } from '@thaw/kernel';
import { Can, Public } from '../access/can.decorator';
import { CurrentToken, CurrentUser } from '../access/current-actor.decorator';
import { PageQuery } from '../validation/page-query.dto';
import { PathId } from '../validation/path-id.decorator';
import { AskCodeBody, CodeSignInBody, SessionPage, SignInBody, SignedInView } from './sessions.dto';
import { userSummary } from './user-summary';

@ApiTags('sessions')
@Controller('v1/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly codes: SignInCodes,
  ) {}

  @Post()
  @Public()
  @ApiOperation({ operationId: 'signIn', summary: 'Sign in' })
  @ApiCreatedResponse({ type: SignedInView })
  async signIn(@Body() body: SignInBody, @Ip() address: string): Promise<SignedInView> {
    return signedIn(await this.sessions.signIn({ ...body, address }));
  }

  @Post('codes')
  @HttpCode(202)
  @Public()
  @ApiOperation({
    operationId: 'askForSignInCode',
    summary: "Ask for a code by text message, as a merchant's user; the answer is the same for every name",
  })
  @ApiAcceptedResponse()
  ask(@Body() { login }: AskCodeBody, @Ip() address: string): Promise<void> {
    return this.codes.request({ login, address });
  }

  @Post('by-code')
  @Public()
  @ApiOperation({ operationId: 'signInByCode', summary: 'Sign in with the code that came by text message' })
  @ApiCreatedResponse({ type: SignedInView })
  async signInByCode(@Body() { login, code }: CodeSignInBody, @Ip() address: string): Promise<SignedInView> {
    return signedIn(await this.codes.signIn({ login, code, address }));
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

const signedIn = ({ token, sessionId, expiresAt, actor }: SignedIn): SignedInView => ({
  token,
  sessionId,
  expiresAt,
  user: userSummary(actor),
});
