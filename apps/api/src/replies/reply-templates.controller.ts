import { Body, Controller, Delete, Get, Headers, HttpCode, HttpStatus, Post, Put, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import {
  ReplyTemplates,
  ReplyTemplatesQuery,
  type TemplateVariable,
  ReplyTexts,
  TEMPLATE_VARIABLES,
  type TemplateInList,
  type TemplatePreview,
} from '@thaw/cases';
import type { Actor } from '@thaw/kernel';
import type { FastifyReply } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { IF_MATCH, expectedVersion, tag } from '../desk/entity-tag';
import { PathId } from '../validation/path-id.decorator';
import { NewReplyTemplateBody, PreviewTemplateBody, ReplyTemplateBody } from './reply-templates.dto';

/** Words that the desk says again and again, in both languages, with variables of the case. */
@ApiTags('replies')
@Controller('v1/reply-templates')
export class ReplyTemplatesController {
  constructor(
    private readonly templates: ReplyTemplates,
    private readonly query: ReplyTemplatesQuery,
    private readonly texts: ReplyTexts,
  ) {}

  @Get()
  @Can('template.use')
  @ApiOperation({ operationId: 'listReplyTemplates', summary: 'Your reply templates, and what others share' })
  @ApiOkResponse({ description: 'items with draft and published text' })
  async list(@CurrentActor() actor: Actor): Promise<{ readonly items: readonly TemplateInList[] }> {
    return { items: await this.query.list(actor) };
  }

  @Get('variables')
  @Can('template.use')
  @ApiOperation({ operationId: 'listTemplateVariables', summary: 'What a template can say of a case' })
  @ApiOkResponse({ description: 'items: name, title in both languages, kind, and who may read it' })
  variables(): { readonly items: readonly (TemplateVariable & { readonly name: string })[] } {
    return { items: Object.entries(TEMPLATE_VARIABLES).map(([name, rest]) => ({ name, ...rest })) };
  }

  @Post()
  @Can('template.use')
  @ApiOperation({
    operationId: 'writeReplyTemplate',
    summary: 'Write a template; supervisors and reviewers may share it',
  })
  @ApiCreatedResponse({ description: 'The template, not published yet, with its ETag' })
  async create(
    @CurrentActor() actor: Actor,
    @Body() { face, ...draft }: NewReplyTemplateBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TemplateInList> {
    const template = await this.templates.create(actor, face, draft);
    void reply.header('Location', `/v1/reply-templates/${template.id}`);
    return tagged(reply, template);
  }

  @Get(':id')
  @Can('template.use')
  @ApiOperation({ operationId: 'getReplyTemplate', summary: 'One template' })
  @ApiOkResponse({ description: 'The template, with its ETag' })
  async get(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TemplateInList> {
    return tagged(reply, await this.query.get(actor, id));
  }

  @Get(':id/versions')
  @Can('template.use')
  @ApiOperation({ operationId: 'listTemplateVersions', summary: 'Every version that was published' })
  @ApiOkResponse({ description: 'items, the newest first: version, text, when and by whom' })
  async versions(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
  ): Promise<{ readonly items: Awaited<ReturnType<ReplyTemplatesQuery['versions']>> }> {
    return { items: await this.query.versions(actor, id) };
  }

  @Put(':id')
  @Can('template.use')
  @ApiHeader(IF_MATCH)
  @ApiOperation({ operationId: 'changeReplyTemplate', summary: 'Change what will be published next' })
  @ApiOkResponse({ description: 'The template, with its new ETag' })
  async change(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Headers('if-match') seen: string | undefined,
    @Body() draft: ReplyTemplateBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TemplateInList> {
    return tagged(reply, await this.templates.change(actor, id, expectedVersion(seen), draft));
  }

  @Post(':id/publish')
  @HttpCode(HttpStatus.OK)
  @Can('template.use')
  @ApiHeader(IF_MATCH)
  @ApiOperation({
    operationId: 'publishReplyTemplate',
    summary: 'Use it as it is written now; earlier versions are kept',
  })
  @ApiOkResponse({ description: 'The template, with its new ETag' })
  async publish(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Headers('if-match') seen: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TemplateInList> {
    return tagged(reply, await this.templates.publish(actor, id, expectedVersion(seen)));
  }

  @Post(':id/preview')
  @HttpCode(HttpStatus.OK)
  @Can('template.use')
  @ApiOperation({ operationId: 'previewReplyTemplate', summary: 'Write it out on a case; nothing is sent' })
  @ApiOkResponse({ description: 'zh and en, and the variables that stand for nothing on this case now' })
  preview(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Body() { number, draft = false, form = 'text' }: PreviewTemplateBody,
  ): Promise<TemplatePreview> {
    return this.texts.preview(actor, id, number, { draft, form });
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Can('template.use')
  @ApiHeader(IF_MATCH)
  @ApiOperation({ operationId: 'retireReplyTemplate', summary: 'Use it no more' })
  @ApiNoContentResponse({ description: 'Retired; what came of it still names it' })
  async retire(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Headers('if-match') seen: string | undefined,
  ): Promise<void> {
    await this.templates.retire(actor, id, expectedVersion(seen));
  }
}

function tagged(reply: FastifyReply, template: TemplateInList): TemplateInList {
  tag(reply, template);
  return template;
}
