import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  HttpStatus,
  Post,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  BulkActions,
  BulkActionsQuery,
  BulkPreviews,
  type BulkActionView,
  type BulkCaseView,
  type BulkPreview,
} from '@thaw/cases';
import type { ActionName } from '@thaw/cases/domain';
import { DomainError, type Actor } from '@thaw/kernel';
import type { FastifyReply } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { readerLanguage } from '../problems/reader-language';
import { NeedsIdempotencyKey, needKey } from '../requests/idempotency-key';
import { PathId } from '../validation/path-id.decorator';
import { requestValidation } from '../validation/request-validation';
import { ACTION_BODIES, ActionBody } from './action-payloads';
import { BulkBody, BulkPreviewBody } from './bulk.dto';

@ApiTags('bulk')
@Controller('v1/bulk-actions')
export class BulkController {
  private readonly validation = requestValidation();

  constructor(
    private readonly previews: BulkPreviews,
    private readonly bulk: BulkActions,
    private readonly query: BulkActionsQuery,
  ) {}

  @Post('preview')
  @HttpCode(HttpStatus.OK)
  @Can('case.bulk')
  @ApiOperation({
    operationId: 'previewBulkAction',
    summary: 'What one action would do to each of many cases, decided as it would be; nothing is done',
  })
  @ApiOkResponse({
    description:
      'count of the cases that were chosen (capped), most that one action takes, and items, the first of them: number, version, ' +
      'allowed, and refusal (code, rule, field, why in both languages)',
  })
  async preview(@CurrentActor() actor: Actor, @Body() body: BulkPreviewBody): Promise<BulkPreview> {
    return this.previews.of(actor, body.cases, body.action, await this.checked(body.action, body.payload));
  }

  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  @Can('case.bulk')
  @NeedsIdempotencyKey
  @ApiOperation({
    operationId: 'actOnManyCases',
    summary: 'Take one action on many cases: each is taken or refused by itself',
  })
  @ApiAcceptedResponse({ description: 'How far it has come' })
  async begin(
    @CurrentActor() actor: Actor,
    @Body() { action, payload, cases }: BulkBody,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BulkActionView> {
    const wanted = await this.checked(action, payload);
    return this.begun(reply, actor, await this.bulk.begin(actor, action, wanted, cases, needKey(key)));
  }

  @Get(':id')
  @Can('case.bulk')
  @ApiOperation({ operationId: 'getBulkAction', summary: 'How far an action on many cases has come' })
  @ApiOkResponse({ description: 'state, total, done, refused; whether it can be undone' })
  get(@CurrentActor() actor: Actor, @PathId() id: string): Promise<BulkActionView> {
    return this.query.get(actor, id);
  }

  @Get(':id/cases')
  @Can('case.bulk')
  @ApiOperation({ operationId: 'listBulkActionCases', summary: 'What became of each case' })
  @ApiOkResponse({ description: 'items: number, outcome, version after, and why where it was refused' })
  async cases(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
  ): Promise<{ readonly items: readonly BulkCaseView[] }> {
    return { items: await this.query.cases(actor, id) };
  }

  @Get(':id/file')
  @Can('case.bulk')
  @ApiOperation({
    operationId: 'downloadBulkAction',
    summary: 'The same as CSV, in the language of Accept-Language',
  })
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: 'CSV in UTF-8, a line for each case' })
  async file(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Headers('accept-language') language: string | undefined,
  ): Promise<StreamableFile> {
    const csv = await this.query.csv(actor, id, readerLanguage(language));
    return new StreamableFile(Buffer.from(csv, 'utf8'), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="bulk-action.csv"',
    });
  }

  @Post(':id/undo')
  @HttpCode(HttpStatus.ACCEPTED)
  @Can('case.bulk')
  @NeedsIdempotencyKey
  @ApiOperation({
    operationId: 'undoBulkAction',
    summary: 'Give back what was taken, assigned or handed over, where nobody has changed it since',
  })
  @ApiAcceptedResponse({ description: 'The action on many cases that takes it back' })
  async undo(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BulkActionView> {
    return this.begun(reply, actor, await this.bulk.undo(actor, id, needKey(key)));
  }

  private begun(reply: FastifyReply, actor: Actor, id: string): Promise<BulkActionView> {
    void reply.header('Location', `/v1/bulk-actions/${id}`);
    return this.query.get(actor, id);
  }

  /** As for one case: its fields are named as they stand in `payload`. */
  private async checked(action: ActionName, payload: unknown): Promise<object> {
    const metatype = ACTION_BODIES[action] ?? ActionBody;
    const { version, ...wanted } = (await this.validation.transform(payload ?? {}, {
      type: 'body',
      metatype,
    })) as ActionBody;
    if (version === undefined) return wanted;
    throw new DomainError('INVALID_REQUEST', {
      field: 'payload.version',
      detail: {
        zh: '版本号请随每个案件填写在 cases 中。',
        en: 'The version stands with each case in cases.',
      },
    });
  }
}
