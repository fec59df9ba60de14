import { Inject, Injectable } from '@nestjs/common';
import { systemActor, type Clock } from '@thaw/kernel';
import { CLOCK, type Tx } from '@thaw/platform';
import {
  DeviceWork,
  GatewayCommandsService,
  ManualConfirmations,
  stopDeviceCommand,
  type GatewayCommand,
  type NamedBinding,
} from '@thaw/registry';
import type { TaskCode } from '../domain';
import { TellingEffects } from '../effects/telling-effects';
import { Replacement, ReplacementStep, type FreezeCase } from '../entities';
import { EventLog } from '../event-log';
import { isOvertaken } from './overtaken';
import { nextReversal, type DueReversal } from './replacement-reversals';

export const RETIRE = 2;
export const BIND = 5;
const GATEWAY = systemActor('gateway');

/** Why a replacement is taken back. */
export type TakenBack = 'failed' | 'given_up' | 'overturned';

/**
 * What the terminal system's answers make of a replacement, and how it is taken back: what was done to the devices, or may
 * have been, one after the other in the opposite order, so that never two of them are at work. The registry follows what
 * was confirmed. The caller holds the case locked.
 */
@Injectable()
export class ReplacementSaga {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly commands: GatewayCommandsService,
    private readonly devices: DeviceWork,
    private readonly signatures: ManualConfirmations,
    private readonly telling: TellingEffects,
    private readonly events: EventLog,
  ) {}

  /**
   * A command about a device has come to its end, or was confirmed after it had failed.
   * @returns whether a replacement that was taken back has come to its end with it.
   */
  async settled(tx: Tx, freezeCase: FreezeCase, command: GatewayCommand): Promise<boolean> {
    const step = await tx.findOneBy(ReplacementStep, { commandId: command.reversesId ?? command.id });
    if (!step) return false;
    const replacement = await tx.findOneByOrFail(Replacement, { id: step.replacementId });
    const confirmed = command.state === 'confirmed';
    if (command.reversesId !== null) {
      if (!confirmed) return false;
      await this.reversed(tx, replacement, step);
      return this.goOnTakingBack(tx, freezeCase, replacement);
    }
    if (replacement.state !== 'under_way') return this.goOnTakingBack(tx, freezeCase, replacement);
    // Somebody has signed that it was done: it waits for the second signature, or for the time to fix to pass.
    if (!confirmed && (await this.isSigned(tx, command))) return false;
    if (confirmed && (await this.carriedOut(tx, replacement, step))) {
      await this.stepDone(tx, freezeCase, step);
      return false;
    }
    return this.takeBack(tx, freezeCase, replacement, 'failed');
  }

  /** Reverses what was done to the devices. @returns whether nothing was to be reversed, so that it is ended. */
  async takeBack(tx: Tx, freezeCase: FreezeCase, replacement: Replacement, as: TakenBack): Promise<boolean> {
    const now = this.clock.now();
    const { id } = replacement;
    await tx.update(Replacement, { id }, { state: 'compensating', endedAt: now, endedAs: as });
    for (const { commandId } of await tx.findBy(ReplacementStep, { replacementId: id })) {
      if (commandId !== null) await stopDeviceCommand(tx, commandId, now);
    }
    await this.tell(tx, freezeCase, 'replacement_taken_back', { replacementId: id, as });
    return this.goOnTakingBack(tx, freezeCase, { ...replacement, state: 'compensating' });
  }

  /** The next that is to be reversed is ordered; with the last of them the terminal is as it was. */
  private async goOnTakingBack(tx: Tx, freezeCase: FreezeCase, replacement: Replacement): Promise<boolean> {
    const { id, state } = replacement;
    if (state === 'complete' || endsTheTerminal(freezeCase)) return false;
    const next = await nextReversal(tx, id, [BIND, RETIRE]);
    if (next === 'waits') return false;
    if (await isOvertaken(tx, replacement)) return this.leave(tx, freezeCase, replacement, next);
    if (next === 'none') return state === 'compensating' && this.finish(tx, freezeCase, replacement);
    if (state === 'compensated') {
      // Where the terminal has another device by now that one stays, and a person looks.
      const old = await this.oldAtWork(tx, replacement);
      if (!old) {
        await this.task(tx, freezeCase, 'device_to_check', next.commandId);
        return false;
      }
      await this.devices.reserveOld(tx, old);
      // Whoever has taken the new one elsewhere meanwhile keeps it.
      if (replacement.newSerialNo !== null)
        await this.devices.reserveIfFree(tx, replacement.terminalId, replacement.newSerialNo);
      await tx.update(Replacement, { id }, { state: 'compensating' });
      await this.tell(tx, freezeCase, 'replacement_taken_back', { replacementId: id, as: 'late' });
    }
    await this.reverse(tx, freezeCase, replacement, next);
    return false;
  }

  private async reverse(
    tx: Tx,
    { id: caseId, terminalId }: FreezeCase,
    replacement: Replacement,
    { number, commandId }: { readonly number: number; readonly commandId: string },
  ): Promise<void> {
    const serialNo = number === BIND ? replacement.newSerialNo : await this.oldSerialNo(tx, replacement);
    if (serialNo === null) throw new Error('what was done to a device is done to one with a serial number');
    const kind = number === BIND ? 'retire' : 'bind';
    await this.commands.issue(
      tx,
      { caseId, terminalId, purpose: 'reverse' },
      [{ kind, serialNo, reversesId: commandId }],
      this.clock.now(),
    );
  }

  /** What was reversed out there is so in the registry too, unless that tells by now of what came after. */
  private async reversed(tx: Tx, replacement: Replacement, { number }: ReplacementStep): Promise<void> {
    if (await isOvertaken(tx, replacement)) return;
    const { terminalId, newSerialNo, oldBindingId } = replacement;
    if (number === BIND && newSerialNo !== null) await this.devices.end(tx, terminalId, newSerialNo);
    if (number !== RETIRE || oldBindingId === null) return;
    const { serialNo, settlementAccount, installationAddress } = await this.devices.binding(tx, oldBindingId);
    await this.devices.begin(tx, terminalId, { serialNo, settlementAccount, installationAddress });
  }

  private async finish(tx: Tx, freezeCase: FreezeCase, { id, terminalId }: Replacement): Promise<boolean> {
    await tx.update(Replacement, { id }, { state: 'compensated' });
    await this.devices.endExchange(tx, terminalId);
    await this.tell(tx, freezeCase, 'replacement_undone', { replacementId: id });
    await this.task(tx, freezeCase, 'replacement_undone', id);
    return true;
  }

  /**
   * The terminal has gone on to something else: nothing more is reversed, a person looks which device is at work there, and
   * what is reserved is so for what came after. @returns whether it came to its end with it.
   */
  private async leave(
    tx: Tx,
    freezeCase: FreezeCase,
    { id, state }: Replacement,
    next: DueReversal | 'none',
  ): Promise<boolean> {
    const isOpen = state === 'compensating';
    if (!isOpen && next === 'none') return false;
    await this.task(tx, freezeCase, 'device_to_check', next === 'none' ? id : next.commandId);
    if (!isOpen) return false;
    await tx.update(Replacement, { id }, { state: 'compensated' });
    await this.tell(tx, freezeCase, 'replacement_undone', { replacementId: id, overtaken: true });
    return true;
  }

  /** @returns false where the registry cannot follow: another device is at work by now. */
  private async carriedOut(tx: Tx, replacement: Replacement, { number }: ReplacementStep): Promise<boolean> {
    const { id, terminalId, newSerialNo, settlementAccount, installationAddress } = replacement;
    if (number === RETIRE) {
      const old = await this.oldSerialNo(tx, replacement);
      return old === null || this.devices.end(tx, terminalId, old);
    }
    if (newSerialNo === null || settlementAccount === null || installationAddress === null) return false;
    const binding = await this.devices.begin(tx, terminalId, {
      serialNo: newSerialNo,
      settlementAccount,
      installationAddress,
    });
    if (binding) await tx.update(Replacement, { id }, { newBindingId: binding.id });
    return binding !== null;
  }

  private async stepDone(
    tx: Tx,
    freezeCase: FreezeCase,
    { replacementId, number }: ReplacementStep,
  ): Promise<void> {
    await tx.update(ReplacementStep, { replacementId, number }, { state: 'done', doneAt: this.clock.now() });
    await this.tell(tx, freezeCase, 'replacement_step_confirmed', { replacementId, number });
  }

  private async oldSerialNo(tx: Tx, { oldBindingId }: Replacement): Promise<string | null> {
    return oldBindingId === null ? null : (await this.devices.binding(tx, oldBindingId)).serialNo;
  }

  private async oldAtWork(tx: Tx, replacement: Replacement): Promise<NamedBinding | null> {
    const live = await this.devices.bindingOf(tx, replacement.terminalId);
    return live && live.serialNo === (await this.oldSerialNo(tx, replacement)) ? live : null;
  }

  private async isSigned(tx: Tx, { id, caseId }: GatewayCommand): Promise<boolean> {
    return (await this.signatures.openOfCase(tx, caseId)).some(({ commandId }) => commandId === id);
  }

  private task(tx: Tx, freezeCase: FreezeCase, task: TaskCode, about: string): Promise<void> {
    const context = { tx, freezeCase, actor: GATEWAY, now: this.clock.now(), fromMerchant: false };
    return this.telling.taskForOwner(context, { kind: 'task_for_owner', task, about });
  }

  private async tell(
    tx: Tx,
    { id, state }: FreezeCase,
    type: string,
    data: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.events.append(tx, {
      caseId: id,
      at: this.clock.now(),
      actor: GATEWAY,
      persona: 'gateway',
      from: state,
      to: state,
      draft: { type, data },
    });
  }
}

/** Where a terminal is given up no device is brought back to it. */
const endsTheTerminal = ({ state, resolution }: FreezeCase): boolean =>
  state === 'terminating' || (state === 'closed' && resolution === 'terminated');
