import { Body, Controller, Get, Headers, Inject, Post, Put, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AbsencesService, QueuesQuery } from '@thaw/desk';
import type { Actor, Clock } from '@thaw/kernel';
import { CLOCK, Database } from '@thaw/platform';
import type { FastifyReply } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PathId } from '../validation/path-id.decorator';
import { AwayBody, AwayItem, AwayItems } from './desk.dto';
import { IF_MATCH, expectedVersion, tag } from './entity-tag';

/** Who is away, and to whom their new work goes. */
@ApiTags('queues')
@Controller('v1/absences')
export class AbsencesController {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly query: QueuesQuery,
    private readonly absences: AbsencesService,
  ) {}

  @Get()
  @Can('queue.read')
  @ApiOperation({ operationId: 'listAbsences', summary: 'Who is away, or will be' })
  @ApiOkResponse({ type: AwayItems })
  async list(@CurrentActor() actor: Actor): Promise<AwayItems> {
    const now = this.clock.now();
    return { items: [...(await this.database.asActor(actor, (tx) => this.query.absences(tx, now)))] };
  }

  @Post()
  @Can('queue.write')
  @ApiOperation({ operationId: 'enterAbsence', summary: 'Somebody will be away' })
  @ApiCreatedResponse({ type: AwayItem })
  async enter(
    @CurrentActor() actor: Actor,
    @Body() body: AwayBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AwayItem> {
    const away = await this.absences.put(actor, null, { ...body, standIn: body.standIn ?? null }, 0);
    tag(reply, away);
    return away;
  }

  @Put(':id')
  @Can('queue.write')
  @ApiOperation({
    operationId: 'changeAbsence',
    summary: 'Change when, or who stands in; an end of now ends it',
  })
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: AwayItem })
  async change(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Body() body: AwayBody,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AwayItem> {
    const terms = { ...body, standIn: body.standIn ?? null };
    const away = await this.absences.put(actor, id, terms, expectedVersion(ifMatch));
    tag(reply, away);
    return away;
  }
}
