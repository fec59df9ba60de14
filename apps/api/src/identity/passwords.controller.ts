import { Body, Controller, HttpCode, Post, Put, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { AccountMails, PasswordChanges, type SignInOrigin } from '@thaw/identity';
import type { UserActor } from '@thaw/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Can, Public } from '../access/can.decorator';
import { CurrentUser } from '../access/current-actor.decorator';
import { NewSession } from './new-session';
import { AskPasswordResetBody, ChangePasswordBody, SetPasswordBody } from './passwords.dto';
import { SignedInView } from './sessions.dto';
import { Origin } from './sign-in-origin.decorator';

@ApiTags('sessions')
@Controller('v1')
export class PasswordsController {
  constructor(
    private readonly mails: AccountMails,
    private readonly passwords: PasswordChanges,
    private readonly newSession: NewSession,
  ) {}

  @Post('passwords/resets')
  @HttpCode(202)
  @Public()
  @ApiOperation({
    operationId: 'askForPasswordReset',
    summary: 'Ask for a link to set another password, by mail; the answer is the same for every name',
  })
  @ApiAcceptedResponse()
  ask(@Body() { login }: AskPasswordResetBody, @Origin() { address }: SignInOrigin): Promise<void> {
    return this.mails.askReset({ login, address });
  }

  @Post('passwords')
  @HttpCode(204)
  @Public()
  @ApiOperation({
    operationId: 'setPassword',
    summary: 'Set a password by a link that came by mail; all sessions end',
  })
  @ApiNoContentResponse()
  set(@Body() body: SetPasswordBody): Promise<void> {
    return this.passwords.setByLink(body);
  }

  @Put('me/password')
  @Can('session.own')
  @ApiOperation({
    operationId: 'changePassword',
    summary: 'Change your password: all your sessions end, and a new one begins',
  })
  @ApiOkResponse({ type: SignedInView })
  async change(
    @CurrentUser() user: UserActor,
    @Body() body: ChangePasswordBody,
    @Origin() origin: SignInOrigin,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInView> {
    return this.newSession.renew(request, reply, await this.passwords.change(user, body, origin));
  }
}
