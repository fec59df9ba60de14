import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { colleagues, type Colleague } from '@thaw/identity';
import type { UserActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { Can } from '../access/can.decorator';
import { CurrentUser } from '../access/current-actor.decorator';

/** Names for the ids that cases, events and queues hold. */
@ApiTags('users')
@Controller('v1/colleagues')
export class ColleaguesController {
  constructor(private readonly database: Database) {}

  @Get()
  @Can('colleague.read')
  @ApiOperation({
    operationId: 'listColleagues',
    summary: 'Who works here, by name; also who did and is gone',
  })
  @ApiOkResponse({ description: 'items, by name' })
  async list(@CurrentUser() user: UserActor): Promise<{ readonly items: readonly Colleague[] }> {
    return { items: await this.database.asActor(user, colleagues) };
  }
}
