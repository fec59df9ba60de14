import type { Tx } from '@thaw/platform';
import { GatewayCommand } from './gateway-command.entity';

/**
 * Stops a command about a device as far as that can be: one that the terminal system has not accepted is withdrawn, and
 * cannot be taken up again; an accepted one may be under way, and is left to its end and only asked after. The caller holds
 * the case locked.
 */
export async function stopDeviceCommand(tx: Tx, commandId: string, now: Date): Promise<void> {
  const { state } = await tx.findOneOrFail(GatewayCommand, {
    where: { id: commandId },
    lock: { mode: 'pessimistic_write' },
  });
  if (state === 'confirmed' || state === 'withdrawn') return;
  const withdrawn =
    state === 'sent' ? {} : ({ state: 'withdrawn', nextAttemptAt: null, settledAt: now } as const);
  await tx.update(GatewayCommand, { id: commandId }, { closedAt: now, ...withdrawn });
}
