import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PERMISSIONS, isAllowed, type Clock, type UserActor } from '@thaw/kernel';
import { CLOCK, CONFIG, type Config } from '@thaw/platform';
import { Can } from '../access/can.decorator';
import { CurrentUser } from '../access/current-actor.decorator';
import { MeView } from './me.dto';
import { userSummary } from './user-summary';

@ApiTags('sessions')
@Controller('v1/me')
export class MeController {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'timeZone' | 'sandbox'>,
  ) {}

  @Get()
  @Can('session.own')
  @ApiOperation({ operationId: 'whoAmI', summary: 'Who you are and which doors are open to you' })
  @ApiOkResponse({ type: MeView })
  me(@CurrentUser() user: UserActor): MeView {
    return {
      ...userSummary(user),
      desk: { timeZone: this.config.timeZone, now: this.clock.now(), isSandbox: this.config.sandbox },
      permissions: PERMISSIONS.filter((permission) => isAllowed(user, permission)),
    };
  }
}
