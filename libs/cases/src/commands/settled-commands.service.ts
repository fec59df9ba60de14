import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@thaw/kernel';
import { CLOCK, Database, requestJob, type Tx } from '@thaw/platform';
import {
  GatewayCommandsQuery,
  GatewayCommandsService,
  MeasuresService,
  measureFace,
  type GatewayCommand,
} from '@thaw/registry';
import { CaseRepository } from '../case.repository';
import { CaseTransitions } from '../case-transitions.service';
import { CLOCK_ACTOR, GATEWAY_ACTOR } from '../case.service';
import { afterCommand, type CommandEnd } from '../domain';
import { EffectsService } from '../effects/effects.service';
import type { FreezeCase } from '../entities';
import { EventLog } from '../event-log';
import { ReplacementSaga } from '../remedy/replacement-saga.service';

const SETTLE_LOST_AFTER_MS = 60_000;

/** What the end of a command means to its case, where it is for no restore. */
@Injectable()
export class SettledCommands {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly query: GatewayCommandsQuery,
    private readonly commands: GatewayCommandsService,
    private readonly measures: MeasuresService,
    private readonly effects: EffectsService,
    private readonly transitions: CaseTransitions,
    private readonly events: EventLog,
    private readonly replacements: ReplacementSaga,
  ) {}

  /** The job `command.settled`. It comes at least once, and what it tells is told once. */
  async settled(commandId: string): Promise<void> {
    await this.database.asActor(GATEWAY_ACTOR, async (tx) => {
      const found = await this.query.find(tx, commandId);
      if (!found) return;
      const freezeCase = await this.cases.lock(tx, { id: found.caseId }, GATEWAY_ACTOR);
      const command = await this.query.find(tx, commandId);
      const state = command?.state;
      if (!command || (state !== 'confirmed' && state !== 'failed') || command.toldAt !== null) return;
      await this.tell(tx, freezeCase, command, state);
      if (command.purpose === 'terminate' && state === 'confirmed')
        await this.endTermination(tx, freezeCase, command);
      await this.commands.markTold(tx, commandId, this.clock.now());
    });
  }

  /** A sweep: ends of commands whose job was lost, or used up its attempts. @returns how many it took up. */
  async settleLost(now: Date): Promise<number> {
    const lost = await this.database.asActor(GATEWAY_ACTOR, (tx) =>
      this.query.untold(tx, new Date(now.getTime() - SETTLE_LOST_AFTER_MS)),
    );
    const ends = await Promise.allSettled(lost.map((id) => this.settled(id)));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
    return lost.length;
  }

  /** With the last that was missing the case ends; where something is missing still, its owner is told so. */
  private async endTermination(tx: Tx, freezeCase: FreezeCase, { id }: GatewayCommand): Promise<void> {
    if (freezeCase.state !== 'terminating') return;
    if (!(await this.transitions.takeIfOpen(tx, freezeCase, GATEWAY_ACTOR, 'confirm_termination'))) return;
    const context = { tx, freezeCase, actor: GATEWAY_ACTOR, now: this.clock.now(), fromMerchant: false };
    await this.effects.carryOut(context, {
      kind: 'task_for_owner',
      task: 'termination_incomplete',
      about: id,
    });
  }

  private async tell(
    tx: Tx,
    freezeCase: FreezeCase,
    command: GatewayCommand,
    state: CommandEnd['state'],
  ): Promise<void> {
    const now = this.clock.now();
    const { id, kind, purpose, measureId } = command;
    const [measure, left] = [
      measureId === null ? null : await this.measures.find(tx, measureId),
      await this.measures.inForceOfCase(tx, freezeCase.id),
    ];
    const felt = measure !== null && measureFace(measure) !== null;
    const end = { commandId: id, kind, purpose, state, felt, noneLeft: left.length === 0 };
    const context = { tx, freezeCase, actor: GATEWAY_ACTOR, now, fromMerchant: false };
    const effects = afterCommand(end);
    for (const effect of effects) await this.effects.carryOut(context, effect);
    const cameBack = await this.replacements.settled(tx, freezeCase, command);
    await this.events.append(tx, {
      caseId: freezeCase.id,
      at: now,
      actor: GATEWAY_ACTOR,
      persona: 'gateway',
      from: freezeCase.state,
      to: freezeCase.state,
      draft: { type: effects.some((effect) => effect.kind === 'notify_merchant') ? 'measure_ended' : `command_${state}`, data: { commandId: id, kind, purpose, ...(measureId ? { measureId } : {}) } },
    }); // prettier-ignore
    if (cameBack) await this.goOn(tx, freezeCase);
  }

  /** The terminal has its device again: what had to wait for that goes on. */
  private async goOn(tx: Tx, freezeCase: FreezeCase): Promise<void> {
    if (freezeCase.state === 'restoring') await requestJob(tx, 'restore.settled', { caseId: freezeCase.id });
    // Refused, its watch is not over yet.
    if (freezeCase.state === 'monitoring')
      await this.transitions.takeIfOpen(tx, freezeCase, CLOCK_ACTOR, 'watch_passed');
  }
}
