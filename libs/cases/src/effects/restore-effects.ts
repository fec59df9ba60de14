import { Injectable } from '@nestjs/common';
import { GatewayCommandsService, MeasuresService, type MeasureCommand } from '@thaw/registry';
import { narrowingOf } from '../domain';
import type { EffectContext, EffectOf } from './effects.service';

/** Measures and the commands that give trading back. */
@Injectable()
export class RestoreEffects {
  constructor(
    private readonly measures: MeasuresService,
    private readonly commands: GatewayCommandsService,
  ) {}

  async impose(
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

  async command(
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
      { caseId: freezeCase.id, terminalId: freezeCase.terminalId },
      commands,
      now,
    );
  }

  async retry({ tx, freezeCase, now }: EffectContext): Promise<void> {
    await this.commands.retryFailed(tx, freezeCase.id, now);
  }

  async stop({ tx, freezeCase, now }: EffectContext): Promise<void> {
    await this.commands.withdraw(tx, freezeCase.id, now);
  }
}
