import { Injectable } from '@nestjs/common';
import type { Actor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { ClocksService } from '@thaw/sla';
import type { Effect } from '../domain';
import type { FreezeCase } from '../entities';
import { DecisionEffects } from './decision-effects';
import { EvidenceEffects } from './evidence-effects';
import { RestoreEffects } from './restore-effects';
import { TellingEffects } from './telling-effects';

/** Where and when an effect takes place. `eventSeq` makes what it tells unique. */
export interface EffectContext {
  readonly tx: Tx;
  readonly freezeCase: FreezeCase;
  readonly actor: Actor;
  readonly now: Date;
  readonly fromMerchant: boolean;
}

/** Carries out what a decision said, each kind of effect in its own place, all in the decision's transaction. */
@Injectable()
export class EffectsService {
  constructor(
    private readonly clocks: ClocksService,
    private readonly evidence: EvidenceEffects,
    private readonly decisions: DecisionEffects,
    private readonly restores: RestoreEffects,
    private readonly telling: TellingEffects,
  ) {}

  async carryOut(context: EffectContext, effect: Effect): Promise<void> {
    const { tx, now, freezeCase } = context;
    switch (effect.kind) {
      case 'need_evidence':
        return this.evidence.need(context, effect);
      case 'open_request':
        return this.evidence.openRequest(context, effect);
      case 'close_request':
        return this.evidence.closeRequest(context, effect);
      case 'reopen_request':
        return this.evidence.reopenRequest(context, effect);
      case 'supply_item':
        return this.evidence.supply(context, effect);
      case 'assess_item':
        return this.evidence.assess(context, effect);
      case 'open_proposal':
        return this.decisions.openProposal(context, effect);
      case 'settle_proposal':
        return this.decisions.settleProposal(context, effect);
      case 'answer_objection':
        return this.decisions.answerObjection(context, effect);
      case 'open_objection':
        return this.decisions.openObjection(context, effect);
      case 'open_appeal':
        return this.decisions.openAppeal(context, effect);
      case 'decide_appeal':
        return this.decisions.decideAppeal(context, effect);
      case 'impose_measures':
        return this.restores.impose(context, effect);
      case 'command_measures':
        return this.restores.command(context, effect);
      case 'retry_commands':
        return this.restores.retry(context);
      case 'stop_commands':
        return this.restores.stop(context);
      case 'start_clock':
        return this.clocks.start(tx, freezeCase.id, effect.clock, now, effect.deadline);
      case 'pause_clock':
        return this.clocks.pause(tx, freezeCase.id, effect.clock, now);
      case 'resume_clock':
        return this.clocks.resume(tx, freezeCase.id, effect.clock, now);
      case 'stop_clock':
        return this.clocks.stop(tx, freezeCase.id, effect.clock, now);
      case 'clear_overdue':
        return this.clocks.clearOverdue(tx, freezeCase.id, effect.clock);
      case 'notify_merchant':
        return this.telling.notifyMerchant(context, effect);
      case 'task_for_owner':
        return this.telling.taskForOwner(context, effect);
      case 'send_message':
        return this.telling.sendMessage(context, effect);
      case 'write_note':
        return this.telling.writeNote(context, effect);
    }
  }
}

/** One kind of effect, for the methods that carry it out. */
export type EffectOf<K extends Effect['kind']> = Extract<Effect, { kind: K }>;
