import { Injectable } from '@nestjs/common';
import { actorRef } from '@thaw/kernel';
import { SlipSamples, SlipsService } from '@thaw/risk';
import { In, IsNull } from 'typeorm';
import type { SlipEffect } from '../domain';
import { EvidenceFile, EvidenceRequest } from '../entities';
import { actingUser } from './acting-user';
import type { EffectContext, EffectHandlers, EffectOf } from './effect-handlers';

@Injectable()
export class SlipEffects {
  readonly handlers: EffectHandlers<SlipEffect> = {
    ask_slips: (context, effect) => this.ask(context, effect),
    answer_slips: ({ tx, actor, now }, { answers, channel }) =>
      this.slips.answer(tx, answers, { by: actorRef(actor), channel, now }),
    assess_slips: (context, effect) => this.assess(context, effect),
    close_slips: ({ tx, now }, { requestId, as }) => this.slips.close(tx, requestId, as, now),
    reopen_slips: ({ tx, now }, { requestId }) => this.slips.reopen(tx, requestId, now),
  };

  constructor(
    private readonly slips: SlipsService,
    private readonly samples: SlipSamples,
  ) {}

  private async ask(
    { tx, freezeCase, actor, now }: EffectContext,
    { sales, sample }: EffectOf<'ask_slips'>,
  ): Promise<void> {
    const { id: caseId, terminalId } = freezeCase;
    const { id: requestId } = await tx.findOneByOrFail(EvidenceRequest, { caseId, closedAt: IsNull() });
    await this.slips.ask(tx, { caseId, terminalId, requestId, by: actingUser(actor) }, sales, now);
    if (sample) await this.samples.record(tx, { ...sample, requestId, caseId, drawnAt: now });
  }

  /** The file of a slip that was rejected no longer counts, unless another slip stands on it too. */
  private async assess(
    { tx, freezeCase, actor, now }: EffectContext,
    { verdicts }: EffectOf<'assess_slips'>,
  ): Promise<void> {
    const before = await this.slips.filesOf(
      tx,
      verdicts.map(({ slipId }) => slipId),
    );
    await this.slips.assess(tx, verdicts, { by: actingUser(actor), now });
    const standing = await this.slips.filesThatStand(tx, freezeCase.id);
    const [rejected, counted] = [
      before.filter((id) => !standing.has(id)),
      before.filter((id) => standing.has(id)),
    ];
    await tx.update(EvidenceFile, { id: In(rejected), caseId: freezeCase.id }, { rejected: true });
    await tx.update(EvidenceFile, { id: In(counted), caseId: freezeCase.id }, { rejected: false });
  }
}
