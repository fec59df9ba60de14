import { Injectable } from '@nestjs/common';
import {
  CommandStops,
  GatewayCommandsService,
  ManualConfirmations,
  MeasuresService,
  type MeasureCommand,
} from '@thaw/registry';
import { narrowingOf, type Easing, type MeasureAfter, type MeasureEffect } from '../domain';
import { actingUser } from './acting-user';
import type { EffectContext, EffectHandlers, EffectOf } from './effect-handlers';

/** Measures, and the commands to the terminal system. */
@Injectable()
export class MeasureEffects {
  readonly handlers: EffectHandlers<MeasureEffect> = {
    impose_measures: (context, effect) => this.impose(context, effect),
    order_measure: (context, effect) => this.order(context, effect),
    confirm_measure: (context, effect) => this.confirm(context, effect),
    ease_measure: ({ tx, ...context }, { easing }) =>
      this.issue({ tx, ...context }, 'ease', [easingCommand(easing)]),
    end_measure: (context, { measureId, to }) =>
      this.issue(context, 'expire', [to ? { kind: 'narrow', measureId, to } : { kind: 'lift', measureId }]),
    command_measures: (context, { measuresAfter }) =>
      this.issue(context, 'restore', measuresAfter.flatMap(decidedCommand)),
    retry_commands: async ({ tx, freezeCase, now }) => {
      await this.commands.retryFailed(tx, freezeCase.id, now);
    },
    retry_command: async ({ tx, now }, { commandId }) => {
      await this.commands.retry(tx, commandId, now);
    },
    stop_commands: async ({ tx, freezeCase, now }) => {
      await this.stops.stopRestore(tx, freezeCase.id, now);
    },
    stop_easing: async ({ tx, freezeCase, now }) => {
      await this.stops.stopEasing(tx, freezeCase.id, now);
    },
    sign_commands: async ({ tx, actor, now }, { commandIds, proof }) => {
      await this.signatures.sign(tx, commandIds, actingUser(actor), proof, now);
    },
    countersign_commands: async ({ tx, actor, now }, { commandIds }) => {
      await this.signatures.countersign(tx, commandIds, actingUser(actor), now);
    },
  };

  constructor(
    private readonly measures: MeasuresService,
    private readonly commands: GatewayCommandsService,
    private readonly stops: CommandStops,
    private readonly signatures: ManualConfirmations,
  ) {}

  private async impose(
    { tx, freezeCase, now }: EffectContext,
    { measures }: EffectOf<'impose_measures'>,
  ): Promise<void> {
    const { id: caseId, terminalId, reasonCode } = freezeCase;
    await this.measures.impose(tx, { caseId, terminalId, reasonCode }, measures, now);
  }

  private async order(
    context: EffectContext,
    { measure, raises, confirmBy }: EffectOf<'order_measure'>,
  ): Promise<void> {
    const { tx, freezeCase, now } = context;
    const { id: caseId, terminalId, reasonCode } = freezeCase;
    const ordered = { confirmBy, replacesId: raises };
    const [imposed] = await this.measures.impose(tx, { caseId, terminalId, reasonCode, ordered }, [measure], now);
    if (imposed) await this.issue(context, 'impose', [{ kind: 'freeze', measureId: imposed.id }]);
  }

  private async confirm(
    { tx, actor, now }: EffectContext,
    { measureId }: EffectOf<'confirm_measure'>,
  ): Promise<void> {
    await this.measures.confirm(tx, measureId, actingUser(actor), now);
  }

  private async issue(
    { tx, freezeCase, now }: EffectContext,
    purpose: 'restore' | 'impose' | 'ease' | 'expire',
    commands: readonly MeasureCommand[],
  ): Promise<void> {
    const order = { caseId: freezeCase.id, terminalId: freezeCase.terminalId, purpose };
    await this.commands.issue(tx, order, commands, now);
  }
} // prettier-ignore

function decidedCommand(after: MeasureAfter): MeasureCommand[] {
  const { measureId } = after;
  if (after.change === 'narrow') return [{ kind: 'narrow', measureId, to: narrowingOf(after) }];
  return after.change === 'lift' ? [{ kind: 'lift', measureId }] : [];
}

function easingCommand(easing: Easing): MeasureCommand {
  const { measureId } = easing;
  switch (easing.change) {
    case 'lift':
      return { kind: 'lift', measureId };
    case 'narrow':
      return { kind: 'narrow', measureId, to: narrowingOf(easing) };
    case 'release':
      return { kind: 'release', measureId, amountFen: easing.amountFen ?? null };
  }
}
