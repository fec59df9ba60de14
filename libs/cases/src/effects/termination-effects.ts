import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  CommandStops,
  DeviceWork,
  GatewayCommandsService,
  RegistryQuery,
  RegistryService,
} from '@thaw/registry';
import { IsNull } from 'typeorm';
import type { TerminationEffect } from '../domain';
import { TerminationStatementRow } from '../entities';
import { actingUser } from './acting-user';
import type { EffectContext, EffectHandlers, EffectOf } from './effect-handlers';

@Injectable()
export class TerminationEffects {
  readonly handlers: EffectHandlers<TerminationEffect> = {
    begin_termination: (context) => this.begin(context),
    sign_termination: (context, effect) => this.sign(context, effect),
    countersign_termination: (context, effect) => this.countersign(context, effect),
    release_held: (context, effect) => this.release(context, effect),
    end_binding: (context) => this.endBinding(context),
  };

  constructor(
    private readonly registry: RegistryQuery,
    private readonly devices: RegistryService,
    private readonly work: DeviceWork,
    private readonly commands: GatewayCommandsService,
    private readonly stops: CommandStops,
  ) {}

  private async begin(context: EffectContext): Promise<void> {
    const { tx, freezeCase, actor, now } = context;
    await this.withdraw(context);
    const { binding } = await this.registry.terminal(tx, actor, freezeCase.terminalId);
    if (!binding) return;
    await this.commands.issue(
      tx,
      { caseId: freezeCase.id, terminalId: freezeCase.terminalId, purpose: 'terminate' },
      [{ kind: 'retire', serialNo: binding.serialNo, parameters: { settleLastBatch: true } }],
      now,
    );
  }

  private async sign(context: EffectContext, { statement }: EffectOf<'sign_termination'>): Promise<void> {
    const { tx, freezeCase, actor, now } = context;
    await this.withdraw(context);
    const { deviceRecovered, batchSettled, listing, funds } = statement;
    await tx.insert(TerminationStatementRow, {
      id: randomUUID(),
      caseId: freezeCase.id,
      deviceRecovered,
      batchSettled,
      listingReference: listing?.reference ?? null,
      listedOn: listing?.listedOn ?? null,
      funds: [...funds],
      signedBy: actingUser(actor),
      signedAt: now,
      countersignedBy: null,
      countersignedAt: null,
      withdrawnAt: null,
    });
  }

  private async countersign(
    { tx, freezeCase, actor, now }: EffectContext,
    { statementId }: EffectOf<'countersign_termination'>,
  ): Promise<void> {
    await tx.update(
      TerminationStatementRow,
      { id: statementId, caseId: freezeCase.id },
      { countersignedBy: actingUser(actor), countersignedAt: now },
    );
  }

  private async release(
    { tx, freezeCase, now }: EffectContext,
    { measureIds }: EffectOf<'release_held'>,
  ): Promise<void> {
    await this.commands.issue(
      tx,
      { caseId: freezeCase.id, terminalId: freezeCase.terminalId, purpose: 'terminate' },
      measureIds.map((measureId) => ({ kind: 'release', measureId, amountFen: null })),
      now,
    );
  }

  /** Whatever is being exchanged there by another case's belated command: with its terminal that has come to its end. */
  private async endBinding({ tx, freezeCase, actor, now }: EffectContext): Promise<void> {
    await this.stops.stopTermination(tx, freezeCase.id, now);
    const { binding } = await this.registry.terminal(tx, actor, freezeCase.terminalId);
    if (binding) await this.devices.unbind(tx, freezeCase.terminalId, { inExchange: true });
    await this.work.endExchange(tx, freezeCase.terminalId);
  }

  private async withdraw({ tx, freezeCase, now }: EffectContext): Promise<void> {
    await tx.update(
      TerminationStatementRow,
      { caseId: freezeCase.id, withdrawnAt: IsNull() },
      { withdrawnAt: now },
    );
  }
}
