import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  HttpStatus,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import {
  CASE_FIELDS,
  SavedViews,
  SavedViewsQuery,
  type CappedCount,
  type CaseField,
  type StaffCaseRow,
  type ViewInList,
} from '@thaw/cases';
import { DomainError, PAGE_LIMIT_DEFAULT, type Actor, type Page } from '@thaw/kernel';
import type { FastifyReply } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PageQuery } from '../validation/page-query.dto';
import { PathId } from '../validation/path-id.decorator';
import { PreviewBody, ViewBody, ViewOrderBody } from './views.dto';

const IfMatch = ApiHeader({
  name: 'If-Match',
  required: true,
  description: 'The ETag of the view as you read it',
});

@ApiTags('views')
@Controller('v1/views')
export class ViewsController {
  constructor(
    private readonly views: SavedViews,
    private readonly query: SavedViewsQuery,
  ) {}

  @Get()
  @Can('view.use')
  @ApiOperation({
    operationId: 'listViews',
    summary: 'Your views of cases: the desk’s, your own, and what others share',
  })
  @ApiOkResponse({ description: 'items in your order' })
  async list(@CurrentActor() actor: Actor): Promise<{ readonly items: readonly ViewInList[] }> {
    return { items: await this.query.list(actor) };
  }

  @Get('fields')
  @Can('view.use')
  @ApiOperation({ operationId: 'listViewFields', summary: 'What cases can be asked by' })
  @ApiOkResponse({
    description:
      'items: each field with its title in both languages, operators, and values where they are a list',
  })
  fields(): { readonly items: readonly CaseFieldItem[] } {
    return {
      items: Object.entries<CaseField>(CASE_FIELDS).map(([field, { title, kind, operators, values }]) => ({
        ...{ field, title, kind, operators },
        values: values ?? null,
      })),
    };
  }

  @Get('counts')
  @Can('view.use')
  @ApiOperation({ operationId: 'countViews', summary: 'How many cases each of your views has' })
  @ApiOkResponse({ description: 'items: id, count up to 10,000, and capped where there are more' })
  async counts(
    @CurrentActor() actor: Actor,
  ): Promise<{ readonly items: readonly (CappedCount & { readonly id: string })[] }> {
    return { items: await this.query.counts(actor) };
  }

  @Put('order')
  @Can('view.use')
  @ApiOperation({
    operationId: 'orderViews',
    summary: 'Put your views in this order; what you do not name comes behind',
  })
  @ApiOkResponse({ description: 'items in the new order' })
  async order(
    @CurrentActor() actor: Actor,
    @Body() { ids }: ViewOrderBody,
  ): Promise<{ readonly items: readonly ViewInList[] }> {
    return {
      items: await this.views.reorder(
        actor,
        ids.map((id) => id.toLowerCase()),
      ),
    };
  }

  @Post('preview')
  @HttpCode(HttpStatus.OK)
  @Can('view.use')
  @ApiOperation({ operationId: 'previewView', summary: 'A page of a listing that is not saved' })
  @ApiOkResponse({ description: 'items and next' })
  preview(
    @CurrentActor() actor: Actor,
    @Query() { limit, cursor }: PageQuery,
    @Body() { listing }: PreviewBody,
  ): Promise<Page<StaffCaseRow>> {
    return this.query.preview(actor, listing, { cursor, limit: limit ?? PAGE_LIMIT_DEFAULT });
  }

  @Post()
  @Can('view.use')
  @ApiOperation({ operationId: 'saveView', summary: 'Save a view; supervisors and reviewers may share it' })
  @ApiCreatedResponse({ description: 'The view, with its ETag' })
  async save(
    @CurrentActor() actor: Actor,
    @Body() body: ViewBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ViewInList> {
    const view = tagged(reply, await this.views.create(actor, body));
    void reply.header('Location', `/v1/views/${view.id}`);
    return view;
  }

  @Get(':id')
  @Can('view.use')
  @ApiOperation({ operationId: 'getView', summary: 'One view' })
  @ApiOkResponse({ description: 'The view, with its ETag' })
  async get(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ViewInList> {
    return tagged(reply, await this.query.get(actor, id));
  }

  @Get(':id/cases')
  @Can('view.use')
  @ApiOperation({ operationId: 'listViewCases', summary: 'A page of the cases of a view' })
  @ApiOkResponse({ description: 'items and next' })
  cases(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<Page<StaffCaseRow>> {
    return this.query.cases(actor, id, { cursor, limit: limit ?? PAGE_LIMIT_DEFAULT });
  }

  @Put(':id')
  @Can('view.use')
  @IfMatch
  @ApiOperation({ operationId: 'changeView', summary: 'Change a view of your own' })
  @ApiOkResponse({ description: 'The view, with its new ETag' })
  async change(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Headers('if-match') tag: string | undefined,
    @Body() body: ViewBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ViewInList> {
    return tagged(reply, await this.views.change(actor, id, versionOf(tag), body));
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Can('view.use')
  @IfMatch
  @ApiOperation({ operationId: 'removeView', summary: 'Remove a view of your own' })
  @ApiNoContentResponse({ description: 'Removed' })
  async remove(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Headers('if-match') tag: string | undefined,
  ): Promise<void> {
    await this.views.remove(actor, id, versionOf(tag));
  }
}

interface CaseFieldItem extends Pick<CaseField, 'title' | 'kind' | 'operators'> {
  readonly field: string;
  /** Where they are a closed list. */
  readonly values: readonly string[] | null;
}

function tagged(reply: FastifyReply, view: ViewInList): ViewInList {
  void reply.header('ETag', `"${view.version}"`);
  return view;
}

function versionOf(tag: string | undefined): number {
  const [, version] = /^"(\d{1,9})"$/.exec(tag?.trim() ?? '') ?? [];
  if (version !== undefined) return Number(version);
  throw new DomainError('INVALID_REQUEST', {
    field: 'If-Match',
    detail: {
      zh: '请在 If-Match 中带上读取视图时得到的 ETag。',
      en: 'Send the ETag of the view as you read it in If-Match.',
    },
  });
}
