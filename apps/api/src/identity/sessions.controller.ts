import { Body, Controller, Delete, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { OpenSessions, SessionsService, SignInCodes, type SignInOrigin } from '@thaw/identity';
import type { UserActor } from '@thaw/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BrowserSession } from '../access/browser-session';
import { Can, Public } from '../access/can.decorator';
import { CurrentToken, CurrentUser } from '../access/current-actor.decorator';
import { PageQuery } from '../validation/page-query.dto';
import { PathId } from '../validation/path-id.decorator';
import { NewSession } from './new-session';
import { AskCodeBody, CodeSignInBody, SessionPage, SignInBody, SignedInView } from './sessions.dto';
import { Origin } from './sign-in-origin.decorator';

@ApiTags('sessions')
@Controller('v1/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly openSessions: OpenSessions,
    private readonly codes: SignInCodes,
    private readonly newSession: NewSession,
    private readonly browser: BrowserSession,
  ) {}

  @Post()
  @Public()
  @ApiOperation({ operationId: 'signIn', summary: 'Sign in' })
  @ApiCreatedResponse({ type: SignedInView })
  async signIn(
    @Body() { keep, ...attempt }: SignInBody,
    @Origin() origin: SignInOrigin,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInView> {
    this.newSession.refuseForeign(request, keep);
    const signedIn = await this.sessions.signIn({ ...attempt, ...origin });
    return this.newSession.handOver(request, reply, signedIn, keep);
  }

  @Post('codes')
  @HttpCode(202)
  @Public()
  @ApiOperation({
    operationId: 'askForSignInCode',
    summary: "Ask for a code by text message, as a merchant's user; the answer is the same for every name",
  })
  @ApiAcceptedResponse()
  ask(@Body() { login }: AskCodeBody, @Origin() { address }: SignInOrigin): Promise<void> {
    return this.codes.request({ login, address });
  }

  @Post('by-code')
  @Public()
  @ApiOperation({ operationId: 'signInByCode', summary: 'Sign in with the code that came by text message' })
  @ApiCreatedResponse({ type: SignedInView })
  async signInByCode(
    @Body() { keep, ...attempt }: CodeSignInBody,
    @Origin() origin: SignInOrigin,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInView> {
    this.newSession.refuseForeign(request, keep);
    const signedIn = await this.codes.signIn({ ...attempt, ...origin });
    return this.newSession.handOver(request, reply, signedIn, keep);
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
    return this.openSessions.listOwn(user, token, page);
  }

  @Delete()
  @HttpCode(204)
  @Can('session.own')
  @ApiOperation({ operationId: 'endOtherSessions', summary: 'End all your sessions but this one' })
  @ApiNoContentResponse()
  endOthers(@CurrentUser() user: UserActor, @CurrentToken() token: string): Promise<void> {
    return this.openSessions.endOwnOthers(user, token);
  }

  @Delete('current')
  @HttpCode(204)
  @Can('session.own')
  @ApiOperation({ operationId: 'signOut', summary: 'Sign out' })
  @ApiNoContentResponse()
  async signOut(
    @CurrentUser() user: UserActor,
    @CurrentToken() token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.sessions.signOut(token, user);
    if (this.browser.tokenOf(request) === token) this.browser.forget(request, reply);
  }

  @Delete(':id')
  @HttpCode(204)
  @Can('session.own')
  @ApiOperation({ operationId: 'revokeOwnSession', summary: 'End one of your sessions' })
  @ApiNoContentResponse()
  revoke(@CurrentUser() user: UserActor, @PathId() id: string): Promise<void> {
    return this.openSessions.endOwn(user, id);
  }
}
