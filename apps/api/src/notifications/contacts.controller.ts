import { Body, Controller, Delete, Get, HttpCode, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { UsersService } from '@thaw/identity';
import type { Actor } from '@thaw/kernel';
import { Contacts, type PersonalChannel } from '@thaw/notifications';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PathId } from '../validation/path-id.decorator';
import { ContactChangeList, ContactItem, ContactList, SetContactBody } from './contacts.dto';
import { PathChannel } from './path-channel.decorator';

@ApiTags('users')
@Controller('v1/users/:id/contacts')
export class ContactsController {
  constructor(
    private readonly users: UsersService,
    private readonly contacts: Contacts,
  ) {}

  @Get()
  @Can('user.manage')
  @ApiOperation({
    operationId: 'listContacts',
    summary: 'Where a person is told what stands in their inbox',
  })
  @ApiOkResponse({ type: ContactList })
  async list(@CurrentActor() actor: Actor, @PathId() id: string): Promise<ContactList> {
    await this.users.find(actor, id);
    return { items: await this.contacts.list(actor, id) };
  }

  @Get('changes')
  @Can('user.manage')
  @ApiOperation({
    operationId: 'listContactChanges',
    summary: 'Who changed where a person is told, addresses masked; the latest hundred, newest first',
  })
  @ApiOkResponse({ type: ContactChangeList })
  async changes(@CurrentActor() actor: Actor, @PathId() id: string): Promise<ContactChangeList> {
    await this.users.find(actor, id);
    const changes = await this.contacts.changes(actor, id);
    return {
      items: changes.map(({ channel, at, actor: changedBy, before, after }) => ({
        channel,
        at,
        changedBy,
        before,
        after,
      })),
    };
  }

  @Put(':channel')
  @Can('user.manage')
  @ApiOperation({ operationId: 'setContact', summary: 'Set the address of a person on a channel' })
  @ApiOkResponse({ type: ContactItem })
  async set(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @PathChannel() channel: PersonalChannel,
    @Body() { address }: SetContactBody,
  ): Promise<ContactItem> {
    return this.contacts.set(actor, await this.users.find(actor, id), channel, address);
  }

  @Delete(':channel')
  @HttpCode(204)
  @Can('user.manage')
  @ApiOperation({ operationId: 'removeContact', summary: 'Tell a person no more on a channel' })
  @ApiNoContentResponse()
  async remove(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @PathChannel() channel: PersonalChannel,
  ): Promise<void> {
    await this.users.find(actor, id);
    await this.contacts.remove(actor, id, channel);
  }
}
