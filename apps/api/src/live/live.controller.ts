import { Controller, Get, Headers, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { UserActor } from '@thaw/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentToken, CurrentUser } from '../access/current-actor.decorator';
import { LiveStreams } from './live-streams';

const EVENT_STREAM = 'text/event-stream; charset=utf-8';

@ApiTags('live')
@Controller('v1/live')
export class LiveController {
  constructor(private readonly streams: LiveStreams) {}

  @Get()
  @Can('live.read')
  @ApiOperation({
    operationId: 'hearLive',
    summary: 'What happens, as it happens: cases that you see, and your inbox',
    description:
      'Server-sent events. ready: you hear from here on · case: it has changed, read it · inbox: there is something new · ' +
      'reset: what you missed is no longer kept, read everything anew · signed_out: the session has ended. Send the id of the ' +
      'last one that you have as Last-Event-ID, and none is missed or comes twice. A comment comes every 15 seconds at least.',
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The id of the last event that you have',
  })
  @ApiOkResponse({
    description: 'Never ends by itself, but with the session',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  async hear(
    @CurrentUser() user: UserActor,
    @CurrentToken() bearer: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() { method }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    // Fastify answers HEAD by the same handler, and nobody would read the stream.
    if (method === 'HEAD') return new StreamableFile(Buffer.alloc(0), { type: EVENT_STREAM });
    const events = await this.streams.open(user, bearer, lastEventId?.trim() || null);
    // A proxy that gathers would hold events back.
    void reply.header('x-accel-buffering', 'no');
    return new StreamableFile(events, { type: EVENT_STREAM });
  }
}
