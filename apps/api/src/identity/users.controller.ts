import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RoleGrantsService, UsersService } from '@thaw/identity';
import type { Actor, Role } from '@thaw/kernel';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PageQuery } from '../validation/page-query.dto';
import { PathId } from '../validation/path-id.decorator';
import { PathRole } from './path-role.decorator';
import { CreateUserBody, GrantRoleBody, UserItem, UserPage } from './users.dto';

@ApiTags('users')
@Controller('v1/users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly grants: RoleGrantsService,
  ) {}

  @Post()
  @Can('user.manage')
  @ApiOperation({ operationId: 'createUser', summary: 'Create a user with roles' })
  @ApiCreatedResponse({ type: UserItem })
  create(@CurrentActor() actor: Actor, @Body() body: CreateUserBody): Promise<UserItem> {
    return this.users.create(actor, body);
  }

  @Get()
  @Can('user.manage')
  @ApiOperation({ operationId: 'listUsers', summary: 'All users, newest first' })
  @ApiOkResponse({ type: UserPage })
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery): Promise<UserPage> {
    return this.users.list(actor, page);
  }

  @Get(':id')
  @Can('user.manage')
  @ApiOperation({ operationId: 'getUser', summary: 'One user' })
  @ApiOkResponse({ type: UserItem })
  find(@CurrentActor() actor: Actor, @PathId() id: string): Promise<UserItem> {
    return this.users.find(actor, id);
  }

  @Post(':id/roles')
  @HttpCode(200)
  @Can('user.manage')
  @ApiOperation({
    operationId: 'grantRole',
    summary: 'Grant a role; supervisor, reviewer and risk_officer wait for a second admin',
  })
  @ApiOkResponse({ type: UserItem })
  grant(@CurrentActor() actor: Actor, @PathId() id: string, @Body() body: GrantRoleBody): Promise<UserItem> {
    return this.grants.grant(actor, id, body.role);
  }

  @Post(':id/roles/:role/confirm')
  @HttpCode(200)
  @Can('user.manage')
  @ApiOperation({ operationId: 'confirmRole', summary: "Confirm another admin's grant" })
  @ApiOkResponse({ type: UserItem })
  confirm(@CurrentActor() actor: Actor, @PathId() id: string, @PathRole() role: Role): Promise<UserItem> {
    return this.grants.confirm(actor, id, role);
  }

  @Delete(':id/roles/:role')
  @Can('user.manage')
  @ApiOperation({ operationId: 'withdrawRole', summary: 'Take a role back and end all sessions of the user' })
  @ApiOkResponse({ type: UserItem })
  withdraw(@CurrentActor() actor: Actor, @PathId() id: string, @PathRole() role: Role): Promise<UserItem> {
    return this.grants.withdraw(actor, id, role);
  }

  @Post(':id/disable')
  @HttpCode(200)
  @Can('user.manage')
  @ApiOperation({ operationId: 'disableUser', summary: 'Disable a user and end all their sessions' })
  @ApiOkResponse({ type: UserItem })
  disable(@CurrentActor() actor: Actor, @PathId() id: string): Promise<UserItem> {
    return this.users.disable(actor, id);
  }
}
