import { Body, Controller, Delete, Get, Headers, HttpCode, HttpStatus, Post, Put, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Macros, MacrosQuery, type MacroInList } from '@thaw/cases';
import type { Actor } from '@thaw/kernel';
import type { FastifyReply } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { IF_MATCH, expectedVersion, tag } from '../desk/entity-tag';
import { PathId } from '../validation/path-id.decorator';
import { MacroBody } from './macros.dto';

/** Actions that people take again and again, under a name. */
@ApiTags('macros')
@Controller('v1/macros')
export class MacrosController {
  constructor(
    private readonly macros: Macros,
    private readonly query: MacrosQuery,
  ) {}

  @Get()
  @Can('macro.use')
  @ApiOperation({ operationId: 'listMacros', summary: 'Your macros, and what others share' })
  @ApiOkResponse({ description: 'items with their steps' })
  async list(@CurrentActor() actor: Actor): Promise<{ readonly items: readonly MacroInList[] }> {
    return { items: await this.query.list(actor) };
  }

  @Post()
  @Can('macro.use')
  @ApiOperation({
    operationId: 'saveMacro',
    summary: 'Save a macro; supervisors and reviewers may share it',
  })
  @ApiCreatedResponse({ description: 'The macro, with its ETag' })
  async create(
    @CurrentActor() actor: Actor,
    @Body() draft: MacroBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MacroInList> {
    const macro = await this.macros.create(actor, draft);
    void reply.header('Location', `/v1/macros/${macro.id}`);
    return tagged(reply, macro);
  }

  @Get(':id')
  @Can('macro.use')
  @ApiOperation({ operationId: 'getMacro', summary: 'One macro' })
  @ApiOkResponse({ description: 'The macro, with its ETag' })
  async get(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MacroInList> {
    return tagged(reply, await this.query.get(actor, id));
  }

  @Put(':id')
  @Can('macro.use')
  @ApiHeader(IF_MATCH)
  @ApiOperation({ operationId: 'changeMacro', summary: 'Change a macro of your own' })
  @ApiOkResponse({ description: 'The macro, with its new ETag' })
  async change(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Headers('if-match') seen: string | undefined,
    @Body() draft: MacroBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MacroInList> {
    return tagged(reply, await this.macros.change(actor, id, expectedVersion(seen), draft));
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Can('macro.use')
  @ApiHeader(IF_MATCH)
  @ApiOperation({ operationId: 'removeMacro', summary: 'Remove a macro of your own' })
  @ApiNoContentResponse({ description: 'Removed' })
  async remove(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Headers('if-match') seen: string | undefined,
  ): Promise<void> {
    await this.macros.remove(actor, id, expectedVersion(seen));
  }
}

function tagged(reply: FastifyReply, macro: MacroInList): MacroInList {
  tag(reply, macro);
  return macro;
}
