import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import type { RemedyEffect, StepCode } from '../domain';
import { Remediation, RemediationStep } from '../entities';
import { actingUser } from './acting-user';
import type { EffectContext, EffectHandlers, EffectOf } from './effect-handlers';

const OPEN = {
  state: 'open',
  attestedBy: null,
  attestedAt: null,
  onBehalfChannel: null,
  proofId: null,
  verifiedBy: null,
  verifiedAt: null,
} as const;

/** Remediations, and their steps. */
@Injectable()
export class RemedyEffects {
  readonly handlers: EffectHandlers<RemedyEffect> = {
    open_remediation: (context, effect) => this.open(context, effect),
    close_remediation: (context, effect) => this.close(context, effect),
    close_steps: (context) => this.closeSteps(context),
    attest_step: (context, effect) => this.attest(context, effect),
    verify_step: (context, effect) => this.verify(context, effect),
    return_step: (context, effect) => this.giveBack(context, effect),
  };

  private async open(
    { tx, freezeCase, now }: EffectContext,
    { outcome, measuresAfter, steps }: EffectOf<'open_remediation'>,
  ): Promise<void> {
    await tx.insert(Remediation, {
      id: randomUUID(),
      caseId: freezeCase.id,
      outcome: outcome as Remediation['outcome'],
      measuresAfter: [...measuresAfter],
      begunAt: now,
      endedAt: null,
      endedAs: null,
    });
    if (steps.length > 0)
      await tx.insert(
        RemediationStep,
        steps.map((code) => fresh(freezeCase.id, code)),
      );
  }

  private async close(context: EffectContext, { as }: EffectOf<'close_remediation'>): Promise<void> {
    const { tx, freezeCase, now } = context;
    await tx.update(Remediation, { caseId: freezeCase.id, endedAt: IsNull() }, { endedAt: now, endedAs: as });
    await this.closeSteps(context);
  }

  private async closeSteps({ tx, freezeCase, now }: EffectContext): Promise<void> {
    await tx.update(RemediationStep, { caseId: freezeCase.id, closedAt: IsNull() }, { closedAt: now });
  }

  /** Before a decision, and of a case that was under way when steps came, the row is made here. */
  private async attest(
    { tx, freezeCase, actor, now }: EffectContext,
    { step, proofId, onBehalfChannel }: EffectOf<'attest_step'>,
  ): Promise<void> {
    const known = { caseId: freezeCase.id, code: step, closedAt: IsNull() };
    if (!(await tx.existsBy(RemediationStep, known)))
      await tx.insert(RemediationStep, fresh(freezeCase.id, step));
    await tx.update(RemediationStep, known, {
      state: 'attested',
      attestedBy: actingUser(actor),
      attestedAt: now,
      onBehalfChannel,
      proofId,
      returnedReason: null,
    });
  }

  private async verify(
    { tx, freezeCase, actor, now }: EffectContext,
    { step }: EffectOf<'verify_step'>,
  ): Promise<void> {
    await tx.update(
      RemediationStep,
      { caseId: freezeCase.id, code: step, closedAt: IsNull() },
      { state: 'verified', verifiedBy: actingUser(actor), verifiedAt: now },
    );
  }

  private async giveBack(
    { tx, freezeCase }: EffectContext,
    { step, reason }: EffectOf<'return_step'>,
  ): Promise<void> {
    await tx.update(
      RemediationStep,
      { caseId: freezeCase.id, code: step, closedAt: IsNull() },
      { ...OPEN, returnedReason: reason },
    );
  }
}

const fresh = (caseId: string, code: StepCode): RemediationStep => ({
  ...OPEN,
  id: randomUUID(),
  caseId,
  code,
  returnedReason: null,
  closedAt: null,
});
