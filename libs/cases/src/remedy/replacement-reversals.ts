import type { Tx } from '@thaw/platform';
import { GatewayCommand } from '@thaw/registry';
import { In } from 'typeorm';
import { ReplacementStep } from '../entities';

/** A command that is to be taken back now. */
export interface DueReversal {
  readonly number: number;
  readonly commandId: string;
}

/**
 * What is to be reversed next of the commands that these steps ordered, given in the order of reversal. `waits`: one of them,
 * or a reversal, has not come to an end that allows the next; a reversal that failed waits for a person. What was confirmed
 * after it had been reversed was done all the same, perhaps behind the reversal: it is reversed once more, and so is all that
 * comes after it.
 */
export async function nextReversal(
  tx: Tx,
  replacementId: string,
  steps: readonly number[],
): Promise<DueReversal | 'waits' | 'none'> {
  const ordered = await tx.findBy(ReplacementStep, { replacementId, number: In([...steps]) });
  let since = new Date(0);
  for (const number of steps) {
    const commandId = ordered.find((step) => step.number === number)?.commandId;
    if (!commandId) continue;
    const command = await tx.findOneByOrFail(GatewayCommand, { id: commandId });
    if (command.state === 'pending' || command.state === 'sent') return 'waits';
    if (command.state !== 'confirmed' && !command.mayBeDone) continue;
    const [last] = await tx.find(GatewayCommand, {
      where: { reversesId: commandId },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: 1,
    });
    if (last && last.state !== 'confirmed' && last.state !== 'withdrawn') return 'waits';
    if (command.settledAt && command.settledAt > since) since = command.settledAt;
    if (last?.state !== 'confirmed' || last.createdAt < since) return { number, commandId };
    since = last.createdAt;
  }
  return 'none';
}
