import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DeviceWork, GatewayCommandsService, type DeviceCommand } from '@thaw/registry';
import { In } from 'typeorm';
import { LAST_STEP, type ReplacementEffect, type ReplacementStepDetail } from '../domain';
import { Replacement, ReplacementStep } from '../entities';
import { ReplacementSaga } from '../remedy/replacement-saga.service';
import { actingUser } from './acting-user';
import type { EffectContext, EffectHandlers, EffectOf } from './effect-handlers';

/** What is done on the device itself, and so anew where it does not hold. */
const ON_DEVICE = [6, 7, 8];

/** The steps of a replacement. */
@Injectable()
export class ReplacementEffects {
  readonly handlers: EffectHandlers<ReplacementEffect> = {
    do_replacement_step: (context, effect) => this.doStep(context, effect),
    verify_replacement: async (context) =>
      this.write(context, await this.live(context), { number: LAST_STEP, commandId: null, proofId: null }),
    reopen_replacement: (context) => this.reopen(context),
    complete_replacement: (context) => this.complete(context),
    abandon_replacement: (context, effect) => this.abandon(context, effect),
  };

  constructor(
    private readonly commands: GatewayCommandsService,
    private readonly devices: DeviceWork,
    private readonly saga: ReplacementSaga,
  ) {}

  private async doStep(
    context: EffectContext,
    { step, proofId }: EffectOf<'do_replacement_step'>,
  ): Promise<void> {
    const { number } = step;
    const replacement = number === 1 ? await this.begin(context) : await this.live(context);
    const commandId = await this.carryOut(context, replacement, step);
    await this.write(context, replacement, { number, commandId, proofId });
  }

  /** @returns the command that has to be confirmed before the step is done; null: it is done. */
  private async carryOut(
    context: EffectContext,
    { id, oldBindingId, newSerialNo }: Replacement,
    step: ReplacementStepDetail,
  ): Promise<string | null> {
    const { tx, freezeCase } = context;
    switch (step.number) {
      case 2: {
        if (oldBindingId === null) return null;
        const { serialNo } = await this.devices.binding(tx, oldBindingId);
        return this.order(context, { kind: 'retire', serialNo });
      }
      case 3: {
        const reserved = await this.devices.reserveNew(tx, freezeCase.terminalId, step.serialNo);
        await tx.update(Replacement, { id }, { newSerialNo: reserved });
        return null;
      }
      case 5: {
        if (newSerialNo === null) throw new Error('the new device is known since the third step');
        const { installationAddress } = step;
        const settlementAccount = this.devices.maskedAccount(step.settlementAccount);
        await tx.update(Replacement, { id }, { settlementAccount, installationAddress });
        return this.order(context, {
          kind: 'bind',
          serialNo: newSerialNo,
          parameters: { installationAddress },
        });
      }
      default:
        return null;
    }
  }

  /** One that was taken back stays as it was; the next is another. */
  private async begin({ tx, freezeCase, now }: EffectContext): Promise<Replacement> {
    const { id: caseId, terminalId } = freezeCase;
    const old = await this.devices.bindingOf(tx, terminalId);
    if (old) await this.devices.reserveOld(tx, old);
    const replacement = tx.create(Replacement, {
      id: randomUUID(),
      caseId,
      terminalId,
      state: 'under_way',
      oldBindingId: old?.id ?? null,
      newSerialNo: null,
      settlementAccount: null,
      installationAddress: null,
      newBindingId: null,
      begunAt: now,
      endedAt: null,
      endedAs: null,
      recertifiedBy: null,
    });
    await tx.insert(Replacement, replacement);
    return replacement;
  }

  private live({ tx, freezeCase }: EffectContext): Promise<Replacement> {
    return tx.findOneByOrFail(Replacement, { caseId: freezeCase.id, state: 'under_way' });
  }

  private async order(
    { tx, freezeCase, now }: EffectContext,
    command: Pick<DeviceCommand, 'kind' | 'serialNo' | 'parameters'>,
  ): Promise<string> {
    const order = { caseId: freezeCase.id, terminalId: freezeCase.terminalId, purpose: 'replace' } as const;
    const [id] = await this.commands.issue(tx, order, [command], now);
    if (id === undefined) throw new Error('a command that is ordered has an id');
    return id;
  }

  private async write(
    { tx, actor, now }: EffectContext,
    { id, caseId }: Replacement,
    {
      number,
      commandId,
      proofId,
    }: { readonly number: number; readonly commandId: string | null; readonly proofId: string | null },
  ): Promise<void> {
    const state = commandId === null ? 'done' : 'pending';
    const doneAt = state === 'done' ? now : null;
    const step = { state, byUser: actingUser(actor), begunAt: now, doneAt, proofId, commandId } as const;
    const known = { replacementId: id, number };
    // Done before and returned: the row stays, and says who did it last.
    if (await tx.existsBy(ReplacementStep, known)) await tx.update(ReplacementStep, known, step);
    else await tx.insert(ReplacementStep, { ...known, caseId, ...step });
  }

  private async reopen(context: EffectContext): Promise<void> {
    const { id } = await this.live(context);
    await context.tx.update(
      ReplacementStep,
      { replacementId: id, number: In(ON_DEVICE) },
      { state: 'open', doneAt: null },
    );
  }

  private async complete(context: EffectContext): Promise<void> {
    const { tx, actor, now } = context;
    const { id, terminalId } = await this.live(context);
    await tx.update(
      Replacement,
      { id },
      { state: 'complete', endedAt: now, endedAs: 'done', recertifiedBy: actingUser(actor) },
    );
    await this.devices.endExchange(tx, terminalId);
  }

  private async abandon(context: EffectContext, { as }: EffectOf<'abandon_replacement'>): Promise<void> {
    await this.saga.takeBack(context.tx, context.freezeCase, await this.live(context), as);
  }
}
