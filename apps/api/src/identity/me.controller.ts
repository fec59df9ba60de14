import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PERMISSIONS, isAllowed, type UserActor } from '@thaw/kernel';
import { Can } from '../access/can.decorator';
import { CurrentUser } from '../access/current-actor.decorator';
import { MeView } from './me.dto';
import { userSummary } from './user-summary';

@ApiTags('sessions')
@Controller('v1/me')
export class MeController {
  @Get()
  @Can('session.own')
  @ApiOperation({ operationId: 'whoAmI', summary: 'Who you are and which doors are open to you' })
  @ApiOkResponse({ type: MeView })
  me(@CurrentUser() user: UserActor): MeView {
    return {
      ...userSummary(user),
      permissions: PERMISSIONS.filter((permission) => isAllowed(user, permission)),
    };
  }
}
