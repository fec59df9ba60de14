import { Body, Controller, Get, HttpCode, HttpStatus, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PAGE_LIMIT_DEFAULT, type Actor } from '@thaw/kernel';
import { RuleSetsQuery, RuleSetsService, ShadowsQuery, type RuleSetStep } from '@thaw/risk';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PathSetNumber } from './path-set-number.decorator';
import { RuleSetDetail, RuleSetDifferences, RuleSetHistory, RuleSetPage } from './rule-set-views.dto';
import { ShadowComparison } from './shadow-views.dto';
import {
  DifferencesQuery,
  DraftRuleSetBody,
  EditRuleSetBody,
  RuleSetStepBody,
  RuleSetsQueryString,
} from './rule-sets.dto';

@ApiTags('risk')
@Controller('v1/rule-sets')
export class RuleSetsController {
  constructor(
    private readonly sets: RuleSetsService,
    private readonly query: RuleSetsQuery,
    private readonly shadows: ShadowsQuery,
  ) {}

  @Get()
  @Can('rule_set.read')
  @ApiOperation({ operationId: 'listRuleSets', summary: 'Rule sets, the latest first' })
  @ApiOkResponse({ type: RuleSetPage })
  list(
    @CurrentActor() actor: Actor,
    @Query() { limit, ...filter }: RuleSetsQueryString,
  ): Promise<RuleSetPage> {
    return this.query.list(actor, { ...filter, limit: limit ?? PAGE_LIMIT_DEFAULT });
  }

  @Post()
  @Can('rule_set.draft')
  @ApiOperation({
    operationId: 'draftRuleSet',
    summary: 'Make a draft from a set, with the rules that are new in this build',
  })
  @ApiCreatedResponse({ type: RuleSetDetail })
  async draft(@CurrentActor() actor: Actor, @Body() body: DraftRuleSetBody): Promise<RuleSetDetail> {
    return this.query.get(actor, await this.sets.draft(actor, body));
  }

  @Get(':setNumber')
  @Can('rule_set.read')
  @ApiOperation({
    operationId: 'getRuleSet',
    summary: 'One rule set: every rule with its weight and its parameters, their units and bounds',
  })
  @ApiOkResponse({ type: RuleSetDetail })
  get(@CurrentActor() actor: Actor, @PathSetNumber() number: number): Promise<RuleSetDetail> {
    return this.query.get(actor, number);
  }

  @Patch(':setNumber')
  @Can('rule_set.draft')
  @ApiOperation({ operationId: 'editRuleSet', summary: 'Change a draft; takes back its submission' })
  @ApiOkResponse({ type: RuleSetDetail })
  edit(
    @CurrentActor() actor: Actor,
    @PathSetNumber() number: number,
    @Body() { version, note, name, rules = [] }: EditRuleSetBody,
  ): Promise<RuleSetDetail> {
    const changes = new Map(rules.map(({ code, ...change }) => [code, change]));
    return this.after(actor, { number, version, note }, (step) =>
      this.sets.edit(actor, step, { name, rules: changes }),
    );
  }

  @Get(':setNumber/differences')
  @Can('rule_set.read')
  @ApiOperation({ operationId: 'compareRuleSets', summary: 'What is different in it, seen from another set' })
  @ApiOkResponse({ type: RuleSetDifferences })
  differences(
    @CurrentActor() actor: Actor,
    @PathSetNumber() number: number,
    @Query() { against }: DifferencesQuery,
  ): Promise<RuleSetDifferences> {
    return this.query.differences(actor, number, against);
  }

  @Get(':setNumber/history')
  @Can('rule_set.read')
  @ApiOperation({ operationId: 'getRuleSetHistory', summary: 'Who did what to it, and when; oldest first' })
  @ApiOkResponse({ type: RuleSetHistory })
  async history(@CurrentActor() actor: Actor, @PathSetNumber() number: number): Promise<RuleSetHistory> {
    return { items: await this.query.history(actor, number) };
  }

  @Get(':setNumber/shadow')
  @Can('rule_set.read')
  @ApiOperation({
    operationId: 'getShadow',
    summary: 'What it found in shadow, beside what the active set found in the same scans',
  })
  @ApiOkResponse({ type: ShadowComparison })
  shadow(@CurrentActor() actor: Actor, @PathSetNumber() number: number): Promise<ShadowComparison> {
    return this.shadows.get(actor, number);
  }

  @Post(':setNumber/submit')
  @HttpCode(HttpStatus.OK)
  @Can('rule_set.draft')
  @ApiOperation({
    operationId: 'submitRuleSet',
    summary: 'Ask for it to be activated, in the place of the set that is active now',
  })
  @ApiOkResponse({ type: RuleSetDetail })
  submit(
    @CurrentActor() actor: Actor,
    @PathSetNumber() number: number,
    @Body() body: RuleSetStepBody,
  ): Promise<RuleSetDetail> {
    return this.after(actor, { number, ...body }, (step) => this.sets.submit(actor, step));
  }

  @Post(':setNumber/return')
  @HttpCode(HttpStatus.OK)
  @Can('rule_set.activate')
  @ApiOperation({ operationId: 'returnRuleSet', summary: 'Take back or turn down its submission' })
  @ApiOkResponse({ type: RuleSetDetail })
  return(
    @CurrentActor() actor: Actor,
    @PathSetNumber() number: number,
    @Body() body: RuleSetStepBody,
  ): Promise<RuleSetDetail> {
    return this.after(actor, { number, ...body }, (step) => this.sets.return(actor, step));
  }

  @Post(':setNumber/activate')
  @HttpCode(HttpStatus.OK)
  @Can('rule_set.activate')
  @ApiOperation({
    operationId: 'activateRuleSet',
    summary: 'Let scans run it from now on; by somebody who neither drafted nor submitted it',
  })
  @ApiOkResponse({ type: RuleSetDetail })
  activate(
    @CurrentActor() actor: Actor,
    @PathSetNumber() number: number,
    @Body() body: RuleSetStepBody,
  ): Promise<RuleSetDetail> {
    return this.after(actor, { number, ...body }, (step) => this.sets.activate(actor, step));
  }

  @Post(':setNumber/start-shadow')
  @HttpCode(HttpStatus.OK)
  @Can('rule_set.draft')
  @ApiOperation({
    operationId: 'startShadow',
    summary: 'Let scans run it beside the active set; what it finds reaches no case',
  })
  @ApiOkResponse({ type: RuleSetDetail })
  startShadow(
    @CurrentActor() actor: Actor,
    @PathSetNumber() number: number,
    @Body() body: RuleSetStepBody,
  ): Promise<RuleSetDetail> {
    return this.after(actor, { number, ...body }, (step) => this.sets.startShadow(actor, step));
  }

  @Post(':setNumber/stop-shadow')
  @HttpCode(HttpStatus.OK)
  @Can('rule_set.draft')
  @ApiOperation({ operationId: 'stopShadow', summary: 'Make it a plain draft again' })
  @ApiOkResponse({ type: RuleSetDetail })
  stopShadow(
    @CurrentActor() actor: Actor,
    @PathSetNumber() number: number,
    @Body() body: RuleSetStepBody,
  ): Promise<RuleSetDetail> {
    return this.after(actor, { number, ...body }, (step) => this.sets.stopShadow(actor, step));
  }

  @Post(':setNumber/discard')
  @HttpCode(HttpStatus.OK)
  @Can('rule_set.draft')
  @ApiOperation({ operationId: 'discardRuleSet', summary: 'Give up a draft; its history stays' })
  @ApiOkResponse({ type: RuleSetDetail })
  discard(
    @CurrentActor() actor: Actor,
    @PathSetNumber() number: number,
    @Body() body: RuleSetStepBody,
  ): Promise<RuleSetDetail> {
    return this.after(actor, { number, ...body }, (step) => this.sets.discard(actor, step));
  }

  private async after(
    actor: Actor,
    step: RuleSetStep,
    take: (step: RuleSetStep) => Promise<void>,
  ): Promise<RuleSetDetail> {
    await take(step);
    return this.query.get(actor, step.number);
  }
}
