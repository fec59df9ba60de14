import { Injectable } from '@nestjs/common';
import { CommandStops, GatewayCommandsService, MeasuresService, type MeasureCommand } from '@thaw/registry';
import { narrowingOf, type MeasureEffect } from '../domain';
import type { EffectContext, EffectHandlers, EffectOf } from './effect-handlers';

/** Measures and the commands that give trading back. */
@Injectable()
export class MeasureEffects {
  readonly handlers: EffectHandlers<MeasureEffect> = {
    impose_measures: (context, effect) => this.impose(context, effect),
    command_measures: (context, effect) => this.command(context, effect),
    retry_commands: (context) => this.retry(context),
    stop_commands: (context) => this.stop(context),
  };

  constructor(
    private readonly measures: MeasuresService,
    private readonly commands: GatewayCommandsService,
    private readonly stops: CommandStops,
  ) {}

  private async impose(
    { tx, freezeCase, now }: EffectContext,
    { measures }: EffectOf<'impose_measures'>,
  ): Promise<void> {
    await this.measures.impose(
      tx,
      { caseId: freezeCase.id, terminalId: freezeCase.terminalId },
      measures,
      now,
    );
  }

  private async command(
    { tx, freezeCase, now }: EffectContext,
    { measuresAfter }: EffectOf<'command_measures'>,
  ): Promise<void> {
    const commands = measuresAfter.flatMap((after): MeasureCommand[] => {
      if (after.change !== 'narrow')
        return after.change === 'lift' ? [{ kind: 'lift', measureId: after.measureId }] : [];
      return [{ kind: 'narrow', measureId: after.measureId, to: narrowingOf(after) }];
    });
    await this.commands.issue(
      tx,
      { caseId: freezeCase.id, terminalId: freezeCase.terminalId, purpose: 'restore' },
      commands,
      now,
    );
  }

  private async retry({ tx, freezeCase, now }: EffectContext): Promise<void> {
    await this.commands.retryFailed(tx, freezeCase.id, now);
  }

  private async stop({ tx, freezeCase, now }: EffectContext): Promise<void> {
    await this.stops.stopRestore(tx, freezeCase.id, now);
  }
}
