import { Body, Controller, Get, Headers, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import {
  CaseLetters,
  CaseQuery,
  CaseService,
  type CaseLetter,
  type MerchantCase,
  type MerchantTimelineItem,
  type Opened,
  type StaffCase,
  type StaffTimelineItem,
} from '@thaw/cases';
import { ACTIONS, type ActionName } from '@thaw/cases/domain';
import { DomainError, PAGE_LIMIT_DEFAULT, type Actor } from '@thaw/kernel';
import type { FastifyReply } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { ReceivedAt } from '../requests/received-at.decorator';
import { requestValidation } from '../validation/request-validation';
import { ACTION_BODIES, ActionBody } from './action-payloads';
import { CasesQuery, OpenCaseBody, type NoticeTerminal } from './cases.dto';

/** Actions that come through doors of their own. */
const OWN_DOORS: Partial<Record<ActionName, string>> = {
  open: 'POST /v1/cases',
  add_evidence: 'POST /v1/cases/{number}/evidence/{itemId}/files',
  put_back: 'POST /v1/bulk-actions/{id}/undo',
};

const BODIES = Object.values(ACTION_BODIES);

@ApiTags('cases')
@ApiExtraModels(ActionBody, ...BODIES)
@Controller('v1/cases')
export class CasesController {
  private readonly validation = requestValidation();

  constructor(
    private readonly cases: CaseService,
    private readonly query: CaseQuery,
    private readonly lettersOf: CaseLetters,
  ) {}

  @Post()
  @Can('case.open')
  @ApiOperation({
    operationId: 'openCase',
    summary: 'Report a freeze; joins the case that is open on the terminal',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key again gives the same answer',
  })
  @ApiCreatedResponse({
    description: 'number, version, and whether a case was created (201) or joined (200)',
  })
  async open(
    @CurrentActor() actor: Actor,
    @Body() body: OpenCaseBody,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Opened> {
    const opened = await this.cases.open(
      actor,
      {
        terminal: whichTerminal(body.terminal),
        measures: body.measures ?? [],
        channel: body.channel ?? (actor.kind === 'machine' ? 'api' : 'portal'),
        text: body.text ?? '',
      },
      key ?? null,
    );
    void reply
      .status(opened.created ? HttpStatus.CREATED : HttpStatus.OK)
      .header('Location', `/v1/cases/${opened.number}`);
    return opened;
  }

  @Get()
  @Can('case.read')
  @ApiOperation({
    operationId: 'listCases',
    summary: 'Cases, newest first; a merchant user sees the own ones',
  })
  @ApiOkResponse({ description: 'items and next' })
  list(
    @CurrentActor() actor: Actor,
    @Query() { limit, ...filter }: CasesQuery,
  ): ReturnType<CaseQuery['list']> {
    return this.query.list(actor, { ...filter, limit: limit ?? PAGE_LIMIT_DEFAULT });
  }

  @Get(':number')
  @Can('case.read')
  @ApiOperation({
    operationId: 'getCase',
    summary: 'One case: whole for staff, the merchant-safe face for its merchant',
  })
  @ApiOkResponse({ description: 'The case with its allowed actions, and why the others are closed' })
  get(@CurrentActor() actor: Actor, @Param('number') number: string): Promise<StaffCase | MerchantCase> {
    return this.query.get(actor, number);
  }

  @Post(':number/actions/:action')
  @Can('case.act')
  @ApiOperation({ operationId: 'actOnCase', summary: 'Take an action of the lifecycle' })
  @ApiBody({ schema: { oneOf: [ActionBody, ...BODIES].map((body) => ({ $ref: getSchemaPath(body) })) } })
  @ApiCreatedResponse({ description: 'The case after the action' })
  async act(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @Param('action') name: string,
    @Body() body: Record<string, unknown>,
    @ReceivedAt() receivedAt: Date,
  ): Promise<StaffCase | MerchantCase> {
    const action = knownAction(name);
    const { version, ...payload } = await this.checked(action, body);
    const acted = await this.cases.act(actor, number, action, version ?? null, payload, receivedAt);
    return this.query.getAfterActing(actor, acted);
  }

  @Get(':number/timeline')
  @Can('case.read')
  @ApiOperation({ operationId: 'getTimeline', summary: 'What happened, oldest first' })
  @ApiOkResponse({ description: 'events' })
  async timeline(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
  ): Promise<{ readonly items: readonly StaffTimelineItem[] | readonly MerchantTimelineItem[] }> {
    return { items: await this.query.timeline(actor, number) };
  }

  @Get(':number/letters')
  @Can('case.read')
  @ApiOperation({ operationId: 'listLetters', summary: 'Letters to the merchant, in both languages' })
  @ApiOkResponse({
    description:
      'title and body in zh and en, oldest first; to the merchant the body is null until the letter was opened',
  })
  async letters(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
  ): Promise<{ readonly items: readonly CaseLetter[] }> {
    return { items: await this.lettersOf.ofCase(actor, number) };
  }

  private async checked(action: ActionName, body: unknown): Promise<ActionBody> {
    const metatype = ACTION_BODIES[action] ?? ActionBody;
    return (await this.validation.transform(body ?? {}, { type: 'body', metatype })) as ActionBody;
  }
}

function knownAction(name: string): ActionName {
  const action = ACTIONS.find((known) => known === name);
  const door = action && OWN_DOORS[action];
  if (action && !door) return action;
  throw new DomainError('INVALID_REQUEST', {
    field: 'action',
    detail: door
      ? { zh: `请使用 ${door}。`, en: `Use ${door}.` }
      : {
          zh: `没有这个操作；可选：${ACTIONS.join('、')}。`,
          en: `No such action. One of: ${ACTIONS.join(', ')}.`,
        },
  });
}

function whichTerminal({
  merchantNo,
  terminalNo,
  serialNo,
}: NoticeTerminal): { merchantNo: string; terminalNo: string } | { serialNo: string } {
  if (serialNo && !merchantNo && !terminalNo) return { serialNo };
  if (merchantNo && terminalNo && !serialNo) return { merchantNo, terminalNo };
  throw new DomainError('INVALID_REQUEST', {
    field: 'terminal',
    detail: {
      zh: '请提供商户号与终端号，或只提供序列号。',
      en: 'Give merchantNo and terminalNo, or serialNo alone.',
    },
  });
}
