import { Body, Controller, Get, Headers, Inject, Put, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { QueueLoadQuery } from '@thaw/cases';
import { QueuesQuery, QueuesService, type Queue } from '@thaw/desk';
import { DomainError, type Actor, type Bilingual, type Clock } from '@thaw/kernel';
import { CLOCK, Database } from '@thaw/platform';
import { CalendarsQuery } from '@thaw/sla';
import type { FastifyReply } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { ChangeItems, LoadItems, QueueBody, QueueItem, QueueItems } from './desk.dto';
import { IF_MATCH, IF_NONE_MATCH, expectedVersion, tag } from './entity-tag';
import { PathQueue } from './path-queue.decorator';

/** Which queues the desk has, what each takes, and how its members are laden. */
@ApiTags('queues')
@Controller('v1/queues')
export class QueuesController {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly query: QueuesQuery,
    private readonly service: QueuesService,
    private readonly laden: QueueLoadQuery,
    private readonly calendars: CalendarsQuery,
  ) {}

  @Get()
  @Can('queue.read')
  @ApiOperation({ operationId: 'listQueues', summary: 'Queues, in the order in which they are asked' })
  @ApiOkResponse({ type: QueueItems })
  async list(@CurrentActor() actor: Actor): Promise<QueueItems> {
    return { items: (await this.database.asActor(actor, (tx) => this.query.all(tx))).map(queueItem) };
  }

  @Get(':code')
  @Can('queue.read')
  @ApiOperation({ operationId: 'getQueue', summary: 'One queue, with its ETag' })
  @ApiOkResponse({ type: QueueItem })
  async get(
    @CurrentActor() actor: Actor,
    @PathQueue() code: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<QueueItem> {
    const queue = await this.database.asActor(actor, (tx) => this.query.queue(tx, code));
    tag(reply, queue);
    return queueItem(queue);
  }

  @Put(':code')
  @Can('queue.write')
  @ApiOperation({ operationId: 'putQueue', summary: 'Make a queue, or change what it takes and how' })
  @ApiHeader(IF_MATCH)
  @ApiHeader(IF_NONE_MATCH)
  @ApiOkResponse({ type: QueueItem })
  async put(
    @CurrentActor() actor: Actor,
    @PathQueue() code: string,
    @Body() body: QueueBody,
    @Headers('if-match') ifMatch: string | undefined,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<QueueItem> {
    await this.needCalendars(actor, body);
    const queue = await this.service.put(actor, code, body, expectedVersion(ifMatch, ifNoneMatch));
    tag(reply, queue);
    return queueItem(queue);
  }

  @Get(':code/load')
  @Can('queue.read')
  @ApiOperation({ operationId: 'getQueueLoad', summary: 'Members, what each has open, and who is away' })
  @ApiOkResponse({ type: LoadItems })
  load(@CurrentActor() actor: Actor, @PathQueue() code: string): Promise<LoadItems> {
    return this.database.asActor(actor, async (tx) => {
      await this.query.queue(tx, code);
      const members = await this.laden.members(tx, code, this.clock.now());
      return { items: members.map(({ queue: _queue, ...member }) => member) };
    });
  }

  @Get(':code/changes')
  @Can('queue.read')
  @ApiOperation({ operationId: 'listQueueChanges', summary: 'Who changed the queue, and how' })
  @ApiOkResponse({ type: ChangeItems })
  changes(@CurrentActor() actor: Actor, @PathQueue() code: string): Promise<ChangeItems> {
    return this.database.asActor(actor, async (tx) => {
      await this.query.queue(tx, code);
      const changes = await this.query.changes(tx, 'queue', code);
      return { items: changes.map(({ at, actor: who, kind, nowIs }) => ({ at, actor: who, kind, nowIs })) };
    });
  }

  private async needCalendars(
    actor: Actor,
    { calendar, classCalendars = {} }: Pick<QueueBody, 'calendar' | 'classCalendars'>,
  ): Promise<void> {
    const other = Object.keys(classCalendars).find((name) => !CLASSES.includes(name));
    if (other !== undefined)
      throw invalid('classCalendars', {
        zh: '只有 P2、P3、P4 可另设日历：P1 全天候办理。',
        en: 'Only P2, P3 and P4 can have hours of their own: P1 is worked round the clock.',
      });
    const codes = [calendar, ...Object.values(classCalendars)];
    const unknown = await this.database.asActor(actor, (tx) => this.calendars.firstUnknown(tx, codes));
    if (unknown !== null)
      throw invalid(unknown === calendar ? 'calendar' : 'classCalendars', {
        zh: '没有这样的日历：请先在“日历”中设定其工作时间。',
        en: 'There is no such calendar: give it hours among the calendars first.',
      });
  }
}

const invalid = (field: string, detail: Bilingual): DomainError =>
  new DomainError('INVALID_REQUEST', { field, detail });

const CLASSES = ['P2', 'P3', 'P4'];

const queueItem = ({ nameZh, nameEn, ...queue }: Queue): QueueItem => ({
  ...queue,
  name: { zh: nameZh, en: nameEn },
});
