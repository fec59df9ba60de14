import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccountMails, UsersService } from '@thaw/identity';
import { DomainError, type Actor } from '@thaw/kernel';
import { Contacts } from '@thaw/notifications';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PathId } from '../validation/path-id.decorator';

@ApiTags('users')
@Controller('v1/users/:id/invitation')
export class InvitationsController {
  constructor(
    private readonly users: UsersService,
    private readonly contacts: Contacts,
    private readonly mails: AccountMails,
  ) {}

  @Post()
  @HttpCode(204)
  @Can('user.manage')
  @ApiOperation({
    operationId: 'inviteUser',
    summary: 'Send somebody a link by which they set their password; an earlier link is over',
  })
  @ApiNoContentResponse()
  async invite(@CurrentActor() actor: Actor, @PathId() id: string): Promise<void> {
    await this.users.find(actor, id);
    const contacts = await this.contacts.list(actor, id);
    if (!contacts.some(({ channel }) => channel === 'email')) throw noMailbox();
    await this.mails.invite(actor, id);
  }
}

const noMailbox = (): DomainError =>
  new DomainError('GUARD_REFUSED', {
    rule: 'identity.mailbox',
    detail: {
      zh: '该用户还没有邮箱地址，请先在联系方式中填写。',
      en: 'This user has no mailbox yet. Set one among their contacts first.',
    },
  });
