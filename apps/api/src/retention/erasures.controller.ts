import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { PersonErasures, type PersonErasureView } from '@thaw/cases';
import type { UserActor } from '@thaw/kernel';
import { Can } from '../access/can.decorator';
import { CurrentUser } from '../access/current-actor.decorator';
import { PathId } from '../validation/path-id.decorator';
import { ErasureApprovalBody, ErasureBody } from './retention.dto';

/** Persons' accounts are erased by two: one asks, another approves. */
@ApiTags('retention')
@Controller('v1/erasures')
export class ErasuresController {
  constructor(private readonly erasures: PersonErasures) {}

  @Get()
  @Can('erasure.ask')
  @ApiOperation({ operationId: 'listErasures', summary: 'Erasures of persons, newest first' })
  @ApiOkResponse({ description: 'items: who asked for whose and approved, and what is gone' })
  async list(@CurrentUser() actor: UserActor): Promise<{ readonly items: readonly PersonErasureView[] }> {
    return { items: await this.erasures.list(actor) };
  }

  @Post()
  @Can('erasure.ask')
  @ApiOperation({
    operationId: 'askErasure',
    summary: 'Ask that the personal data of a disabled account be erased',
  })
  @ApiCreatedResponse({ description: 'The erasure; nothing is erased before it is approved' })
  ask(@CurrentUser() actor: UserActor, @Body() { userId, ground }: ErasureBody): Promise<PersonErasureView> {
    return this.erasures.ask(actor, userId, ground);
  }

  @Delete(':id')
  @HttpCode(204)
  @Can('erasure.ask')
  @ApiOperation({ operationId: 'withdrawErasure', summary: 'Take back one that is not approved yet' })
  @ApiNoContentResponse()
  withdraw(@CurrentUser() actor: UserActor, @PathId() id: string): Promise<void> {
    return this.erasures.withdraw(actor, id);
  }

  @Post(':id/approval')
  @HttpCode(200)
  @Can('erasure.approve')
  @ApiOperation({
    operationId: 'approveErasure',
    summary: 'Approve it as another person, which erases at once and for good',
  })
  @ApiOkResponse({ description: 'The erasure; the name stays while a case is kept on which they acted' })
  approve(
    @CurrentUser() actor: UserActor,
    @PathId() id: string,
    @Body() { confirm }: ErasureApprovalBody,
  ): Promise<PersonErasureView> {
    return this.erasures.approve(actor, id, confirm);
  }
}
