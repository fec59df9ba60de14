import { Body, Controller, Delete, Get, HttpCode, Post, Put, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiConsumes,
  ApiFoundResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { FLOW_SECONDS, SsoLinks, SsoLogouts, SsoSignIns, type SignInOrigin } from '@thaw/identity';
import type { Actor, UserActor } from '@thaw/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BrowserSession } from '../access/browser-session';
import { Can, Public } from '../access/can.decorator';
import { cookieOf, setCookie } from '../access/cookies';
import { CurrentActor, CurrentToken, CurrentUser } from '../access/current-actor.decorator';
import { PathId } from '../validation/path-id.decorator';
import { NewSession } from './new-session';
import { Origin } from './sign-in-origin.decorator';
import { BackChannelLogoutBody, LinkSsoBody, SsoSignedOutView } from './sso.dto';

@ApiTags('sessions')
@Controller('v1')
export class SsoController {
  constructor(
    private readonly signIns: SsoSignIns,
    private readonly links: SsoLinks,
    private readonly logouts: SsoLogouts,
    private readonly newSession: NewSession,
    private readonly browser: BrowserSession,
  ) {}

  @Get('sso/sign-in')
  @Public()
  @ApiOperation({
    operationId: 'beginSso',
    summary: 'Sends the browser to the identity provider (OpenID Connect, code flow with PKCE)',
  })
  @ApiFoundResponse({ description: 'To the provider' })
  async begin(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.browser.refuseSentByOthers(request);
    const { url, flow } = await this.signIns.begin(this.browser.tokenOf(request));
    this.keepFlow(request, reply, flow, FLOW_SECONDS);
    await reply.redirect(url, 302);
  }

  @Get('sso/callback')
  @Public()
  @ApiOperation({
    operationId: 'finishSso',
    summary: 'Where the identity provider sends the browser back to; it is signed in by its cookie then',
  })
  @ApiResponse({ status: 303, description: 'To the desk' })
  async finish(
    @Origin() origin: SignInOrigin,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const flow = cookieOf(request, this.flowName(request));
    // Good once, whatever comes of it.
    this.keepFlow(request, reply, '', 0);
    const query = (request.raw.url ?? '').split('?').slice(1).join('?');
    const signedIn = await this.signIns.finish({ query, flow }, origin);
    await this.newSession.handOver(request, reply, signedIn, 'cookie');
    await reply.redirect('/', 303);
  }

  @Post('sso/sign-out')
  @HttpCode(200)
  @Can('session.own')
  @ApiOperation({
    operationId: 'signOutOfSso',
    summary: 'Sign out, and learn where to sign out at the identity provider',
  })
  @ApiOkResponse({ type: SsoSignedOutView })
  async signOut(
    @CurrentUser() user: UserActor,
    @CurrentToken() token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SsoSignedOutView> {
    const url = await this.signIns.signOut(user, token);
    if (this.browser.tokenOf(request) === token) this.browser.forget(request, reply);
    return { url };
  }

  @Post('sso/back-channel-logout')
  @HttpCode(204)
  @Public()
  @RouteConfig({ form: true })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiOperation({
    operationId: 'endSsoSessions',
    summary: 'Where the identity provider says that somebody is signed out there (Back-Channel Logout 1.0)',
  })
  @ApiNoContentResponse()
  endSessions(@Body() { logout_token: token }: BackChannelLogoutBody): Promise<void> {
    return this.logouts.end(token);
  }

  @Put('users/:id/sso-identity')
  @HttpCode(204)
  @Can('user.manage')
  @ApiOperation({
    operationId: 'linkSsoIdentity',
    summary: 'Say whom the identity provider means by a subject; all sessions of the user end',
  })
  @ApiNoContentResponse()
  link(@CurrentActor() actor: Actor, @PathId() id: string, @Body() { subject }: LinkSsoBody): Promise<void> {
    return this.links.link(actor, id, subject);
  }

  @Delete('users/:id/sso-identity')
  @HttpCode(204)
  @Can('user.manage')
  @ApiOperation({
    operationId: 'unlinkSsoIdentity',
    summary: 'Let nobody of the identity provider be this user',
  })
  @ApiNoContentResponse()
  unlink(@CurrentActor() actor: Actor, @PathId() id: string): Promise<void> {
    return this.links.unlink(actor, id);
  }

  /** Lax: the browser comes back from another site. */
  private keepFlow(request: FastifyRequest, reply: FastifyReply, value: string, maxAgeSeconds: number): void {
    const isSecure = this.browser.isSecure(request);
    setCookie(reply, { name: this.flowName(request), value, maxAgeSeconds, sameSite: 'Lax', isSecure });
  }

  private flowName(request: FastifyRequest): string {
    return this.browser.isSecure(request) ? '__Host-thaw_sso' : 'thaw_sso';
  }
}
