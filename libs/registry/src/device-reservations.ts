import { DomainError } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { Device } from './device.entity';

/**
 * Devices are reserved for a terminal while one of them takes the place of another there. Until that has come to its end
 * no other hand binds a device of the two elsewhere, or changes what is at work at that terminal.
 */
export async function reserve(tx: Tx, deviceId: string, terminalId: string): Promise<void> {
  await tx.update(Device, { id: deviceId }, { reservedFor: terminalId });
}

/** Both devices are free again. */
export async function endReservations(tx: Tx, terminalId: string): Promise<void> {
  await tx.update(Device, { reservedFor: terminalId }, { reservedFor: null });
}

/** @throws DomainError GUARD_REFUSED where the terminal's device is being exchanged. */
export async function needNoExchangeAt(tx: Tx, terminalId: string): Promise<void> {
  if (!(await tx.existsBy(Device, { reservedFor: terminalId }))) return;
  throw new DomainError('GUARD_REFUSED', {
    rule: 'registry.exchange_under_way',
    detail: {
      zh: '该终端正在案件中更换设备：请在案件中完成或放弃更换。',
      en: 'A case is replacing the device of this terminal: complete it or give it up there.',
    },
  });
}

/** @throws DomainError GUARD_REFUSED where the device is reserved for another terminal. */
export function needNotReserved({ reservedFor }: Device, terminalId: string): void {
  if (reservedFor === null || reservedFor === terminalId) return;
  throw new DomainError('GUARD_REFUSED', {
    rule: 'registry.device_reserved',
    field: 'serialNo',
    detail: {
      zh: '该设备已被另一终端的更换占用，请换一台。',
      en: 'This device is reserved for the replacement at another terminal: take another.',
    },
  });
}
