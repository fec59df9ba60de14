import { Body, Controller, Delete, Headers, HttpCode, Put, Res } from '@nestjs/common';
import { ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { MembersService } from '@thaw/desk';
import type { Actor } from '@thaw/kernel';
import type { FastifyReply } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PathId } from '../validation/path-id.decorator';
import { MemberBody, MemberItem } from './desk.dto';
import { IF_MATCH, IF_NONE_MATCH, expectedVersion, tag } from './entity-tag';
import { PathQueue } from './path-queue.decorator';

/** Who works a queue, and so sees its cases. */
@ApiTags('queues')
@Controller('v1/queues/:code/members')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Put(':userId')
  @Can('queue.write')
  @ApiOperation({
    operationId: 'putQueueMember',
    summary: 'Make somebody a member, or change cap and skills',
  })
  @ApiHeader(IF_MATCH)
  @ApiHeader(IF_NONE_MATCH)
  @ApiOkResponse({ type: MemberItem })
  async put(
    @CurrentActor() actor: Actor,
    @PathQueue() code: string,
    @PathId('userId') userId: string,
    @Body() body: MemberBody,
    @Headers('if-match') ifMatch: string | undefined,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MemberItem> {
    const version = expectedVersion(ifMatch, ifNoneMatch);
    const member = await this.members.put(actor, code, userId, body, version);
    tag(reply, member);
    return { userId: member.userId, cap: member.cap, skills: member.skills, version: member.version };
  }

  @Delete(':userId')
  @HttpCode(204)
  @Can('queue.write')
  @ApiOperation({
    operationId: 'removeQueueMember',
    summary: 'They see its cases no more, but for their own',
  })
  @ApiHeader(IF_MATCH)
  @ApiNoContentResponse()
  remove(
    @CurrentActor() actor: Actor,
    @PathQueue() code: string,
    @PathId('userId') userId: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    return this.members.remove(actor, code, userId, expectedVersion(ifMatch));
  }
}
