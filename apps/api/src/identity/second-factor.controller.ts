import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { SecondFactors, type SignInOrigin } from '@thaw/identity';
import type { Actor, UserActor } from '@thaw/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor, CurrentUser } from '../access/current-actor.decorator';
import { PathId } from '../validation/path-id.decorator';
import { NewSession } from './new-session';
import {
  BeginSecondFactorBody,
  BegunSecondFactorView,
  ConfirmSecondFactorBody,
  EnrolledView,
  RecoveryCodesView,
  SecondFactorView,
} from './second-factor.dto';
import { Origin } from './sign-in-origin.decorator';

@ApiTags('sessions')
@Controller('v1')
export class SecondFactorController {
  constructor(
    private readonly factors: SecondFactors,
    private readonly newSession: NewSession,
  ) {}

  @Get('me/second-factor')
  @Can('session.own')
  @ApiOperation({ operationId: 'getSecondFactor', summary: 'Whether you have a second factor, and need one' })
  @ApiOkResponse({ type: SecondFactorView })
  state(@CurrentUser() user: UserActor): Promise<SecondFactorView> {
    return this.factors.state(user);
  }

  @Post('me/second-factor')
  @Can('session.own')
  @ApiOperation({
    operationId: 'beginSecondFactor',
    summary: 'Begin to enrol an authenticator (RFC 6238), as staff',
  })
  @ApiCreatedResponse({ type: BegunSecondFactorView })
  begin(
    @CurrentUser() user: UserActor,
    @Body() { password }: BeginSecondFactorBody,
    @Origin() { address }: SignInOrigin,
  ): Promise<BegunSecondFactorView> {
    return this.factors.begin(user, { password, address });
  }

  @Post('me/second-factor/confirm')
  @HttpCode(200)
  @Can('session.own')
  @ApiOperation({
    operationId: 'confirmSecondFactor',
    summary: 'Enrol it with a first code: all your sessions end, and a new one begins',
  })
  @ApiOkResponse({ type: EnrolledView })
  async confirm(
    @CurrentUser() user: UserActor,
    @Body() { code }: ConfirmSecondFactorBody,
    @Origin() origin: SignInOrigin,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EnrolledView> {
    const { recoveryCodes, signedIn } = await this.factors.confirm(user, code, origin);
    return { ...(await this.newSession.renew(request, reply, signedIn)), recoveryCodes };
  }

  @Post('me/second-factor/recovery-codes')
  @HttpCode(200)
  @Can('session.own')
  @ApiOperation({
    operationId: 'renewRecoveryCodes',
    summary: 'Ten new recovery codes in place of those you have',
  })
  @ApiOkResponse({ type: RecoveryCodesView })
  async renew(
    @CurrentUser() user: UserActor,
    @Body() { code }: ConfirmSecondFactorBody,
  ): Promise<RecoveryCodesView> {
    return { recoveryCodes: await this.factors.renewRecoveryCodes(user, code) };
  }

  @Delete('users/:id/second-factor')
  @HttpCode(204)
  @Can('user.manage')
  @ApiOperation({
    operationId: 'resetSecondFactor',
    summary: 'Take away the second factor of somebody who has lost it; all their sessions end',
  })
  @ApiNoContentResponse()
  reset(@CurrentActor() actor: Actor, @PathId() id: string): Promise<void> {
    return this.factors.reset(actor, id);
  }
}
