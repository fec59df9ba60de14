import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PersonalDataQuery, type PersonalData } from '@thaw/cases';
import type { UserActor } from '@thaw/kernel';
import { Can } from '../access/can.decorator';
import { CurrentUser } from '../access/current-actor.decorator';
import { PathId } from '../validation/path-id.decorator';

/** What the desk keeps of a person, as one file. */
@ApiTags('retention')
@Controller('v1')
export class PersonalDataController {
  constructor(private readonly data: PersonalDataQuery) {}

  @Get('me/personal-data')
  @Can('person.own')
  @Header('content-disposition', 'attachment; filename="personal-data.json"')
  @ApiOperation({ operationId: 'exportMyData', summary: 'All that the desk keeps of you' })
  @ApiOkResponse({ description: 'account, and kinds: lists by what they are of' })
  ofMe(@CurrentUser() actor: UserActor): Promise<PersonalData> {
    return this.data.of(actor, actor.userId);
  }

  @Get('users/:id/personal-data')
  @Can('person.export')
  @Header('content-disposition', 'attachment; filename="personal-data.json"')
  @ApiOperation({
    operationId: 'exportPersonalData',
    summary: 'All that the desk keeps of a person who asks',
  })
  @ApiOkResponse({ description: 'As for oneself' })
  ofUser(@CurrentUser() actor: UserActor, @PathId() id: string): Promise<PersonalData> {
    return this.data.of(actor, id);
  }
}
