import { Injectable } from '@nestjs/common';
import { DomainError, maskCardNumbers, type Bilingual } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { IsNull, Like } from 'typeorm';
import { DeviceBinding } from './device-binding.entity';
import { endReservations, needNotReserved, reserve } from './device-reservations';
import { Device } from './device.entity';
import { checkSerialNo, maskAccount } from './registry-numbers';
import { RegistryService, type NewBinding } from './registry.service';

/** A binding with the serial number of its device. */
export type NamedBinding = DeviceBinding & { readonly serialNo: string };

/** Which device is at work where, as a replacement changes it: after what the terminal system has done. */
@Injectable()
export class DeviceWork {
  constructor(private readonly registry: RegistryService) {}

  /** The live binding of a terminal; null where no device is at work. */
  async bindingOf(tx: Tx, terminalId: string): Promise<NamedBinding | null> {
    const binding = await tx.findOneBy(DeviceBinding, { terminalId, unboundAt: IsNull() });
    return binding && this.named(tx, binding);
  }

  /** @throws Error where there never was such a binding. */
  async binding(tx: Tx, id: string): Promise<NamedBinding> {
    return this.named(tx, await tx.findOneByOrFail(DeviceBinding, { id }));
  }

  /** The device that is to be exchanged stays the terminal's until the exchange has ended. */
  async reserveOld(tx: Tx, { deviceId, terminalId }: DeviceBinding): Promise<void> {
    await reserve(tx, deviceId, terminalId);
  }

  /**
   * Reserves the device that is to take its place.
   * @returns its serial number as registered.
   * @throws DomainError INVALID_REQUEST (no such device) · GUARD_REFUSED (at work, reserved, or the one to be exchanged)
   */
  async reserveNew(tx: Tx, terminalId: string, told: string): Promise<string> {
    const device = await this.lock(tx, await this.serialNoOf(tx, told));
    if (!device) {
      throw new DomainError('INVALID_REQUEST', {
        field: 'serialNo',
        detail: {
          zh: '没有此序列号的设备：请先登记。',
          en: 'No device has this serial number: register it first.',
        },
      });
    }
    if (device.reservedFor === terminalId) throw notUnused(OLD_ONE);
    if (await this.isBound(tx, device)) throw notUnused(AT_WORK);
    needNotReserved(device, terminalId);
    await reserve(tx, device.id, terminalId);
    return device.serialNo;
  }

  /** Reserves a device that was to be put to work here, unless it is at work, or reserved, by now. */
  async reserveIfFree(tx: Tx, terminalId: string, serialNo: string): Promise<void> {
    const device = await this.lock(tx, serialNo);
    if (!device || device.reservedFor !== null || (await this.isBound(tx, device))) return;
    await reserve(tx, device.id, terminalId);
  }

  /** The exchange has come to its end, one way or the other. */
  async endExchange(tx: Tx, terminalId: string): Promise<void> {
    await endReservations(tx, terminalId);
  }

  /** The account as bindings hold it. @throws DomainError INVALID_REQUEST */
  maskedAccount(account: string): string {
    return maskAccount(account);
  }

  /** Ends the work of this device at the terminal, if it is the one at work. @returns whether it was. */
  async end(tx: Tx, terminalId: string, serialNo: string): Promise<boolean> {
    const live = await this.bindingOf(tx, terminalId);
    if (live?.serialNo !== serialNo) return false;
    await this.registry.unbind(tx, terminalId, { inExchange: true });
    return true;
  }

  /** Puts it to work; null where it, or another device at this terminal, is at work already. */
  async begin(tx: Tx, terminalId: string, input: NewBinding): Promise<DeviceBinding | null> {
    const device = await this.lock(tx, input.serialNo);
    if (!device || (await this.isBound(tx, device)) || (await this.bindingOf(tx, terminalId))) return null;
    return this.registry.bind(tx, terminalId, input, { inExchange: true });
  }

  /** One of digits alone can look like a card's, and then comes masked as any text does: it is known by what is left. */
  private async serialNoOf(tx: Tx, told: string): Promise<string> {
    if (!MASKED.test(told)) return checkSerialNo(told);
    const like = await tx.find(Device, { where: { serialNo: Like(told.replaceAll('*', '_')) }, take: 50 });
    const [found, another] = like.filter(({ serialNo }) => maskCardNumbers(serialNo) === told);
    return found && !another ? found.serialNo : checkSerialNo(told);
  }

  /** Locked, so that what is said of it holds until the transaction ends. */
  private lock(tx: Tx, serialNo: string): Promise<Device | null> {
    return tx.findOne(Device, { where: { serialNo }, lock: { mode: 'pessimistic_write' } });
  }

  private isBound(tx: Tx, { id }: Device): Promise<boolean> {
    return tx.existsBy(DeviceBinding, { deviceId: id, unboundAt: IsNull() });
  }

  private async named(tx: Tx, binding: DeviceBinding): Promise<NamedBinding> {
    const { serialNo } = await tx.findOneByOrFail(Device, { id: binding.deviceId });
    return { ...binding, serialNo };
  }
}

const MASKED = /^[0-9A-Z-]*\*[0-9A-Z*-]*$/;
const OLD_ONE: Bilingual = {
  zh: '这就是要更换的设备：请填写另一台的序列号。',
  en: 'This is the device that is to be replaced: give the serial number of another.',
};
const AT_WORK: Bilingual = {
  zh: '该设备已在某个终端使用，请换一台。',
  en: 'This device is at work as a terminal: take another.',
};

const notUnused = (detail: Bilingual): DomainError =>
  new DomainError('GUARD_REFUSED', { rule: 'replacement.new_unused', field: 'serialNo', detail });
