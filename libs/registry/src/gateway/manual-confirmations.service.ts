import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { In, IsNull } from 'typeorm';
import { CommandLedger } from './command-ledger';
import { GatewayCommand } from './gateway-command.entity';
import { ManualConfirmation } from './manual-confirmation.entity';

/** What the first person has to show: a file of the case, or words that stand in its timeline; and how they know. */
export interface Proof {
  readonly channel: string;
  readonly fileId: string | null;
  readonly noted: boolean;
}

/**
 * That commands were done though the terminal system does not say so: one person signs for it, with proof, and another
 * countersigns. Only then they count as confirmed, with all that follows. The caller holds the case locked.
 */
@Injectable()
export class ManualConfirmations {
  constructor(private readonly ledger: CommandLedger) {}

  /** The first signature; what was signed before, or is confirmed, is left as it is. @returns for how many. */
  async sign(
    tx: Tx,
    commandIds: readonly string[],
    userId: string,
    proof: Proof,
    now: Date,
  ): Promise<number> {
    const commands = await tx.findBy(GatewayCommand, { id: In(commandIds) });
    const signed = await tx.findBy(ManualConfirmation, { commandId: In(commandIds) });
    const open = commands.filter(
      ({ id, state }) =>
        state !== 'confirmed' && state !== 'withdrawn' && !signed.some(({ commandId }) => commandId === id),
    );
    for (const { id, caseId } of open) {
      await tx.insert(ManualConfirmation, {
        id: randomUUID(),
        commandId: id,
        caseId,
        ...proof,
        signedBy: userId,
        signedAt: now,
        countersignedBy: null,
        countersignedAt: null,
      });
    }
    return open.length;
  }

  /**
   * The second signature, which confirms.
   * @returns how many commands it confirmed.
   * @throws DomainError SEPARATION_OF_DUTIES for who has signed first.
   */
  async countersign(tx: Tx, commandIds: readonly string[], userId: string, now: Date): Promise<number> {
    const signed = await tx.find(ManualConfirmation, {
      where: { commandId: In(commandIds), countersignedBy: IsNull() },
      order: { commandId: 'ASC' },
    });
    for (const { commandId, signedBy } of signed) {
      if (signedBy === userId) throw new DomainError('SEPARATION_OF_DUTIES', SECOND_PERSON);
      await tx.update(ManualConfirmation, { commandId }, { countersignedBy: userId, countersignedAt: now });
      const command = await this.ledger.lock(tx, commandId);
      if (!command || command.state === 'confirmed' || command.state === 'withdrawn') continue;
      const change = { state: 'confirmed', settledAt: now, nextAttemptAt: null, lastError: null } as const;
      await this.ledger.record(tx, command, change, now, 'manual');
    }
    return signed.length;
  }

  /** Those that wait for their second signature. */
  async openOfCase(tx: Tx, caseId: string): Promise<readonly ManualConfirmation[]> {
    return tx.find(ManualConfirmation, {
      where: { caseId, countersignedBy: IsNull() },
      order: { signedAt: 'ASC', commandId: 'ASC' },
    });
  }
}

const SECOND_PERSON = {
  rule: 'manual_confirmation.second_person',
  detail: {
    zh: '首签人不能会签，请由另一人会签。',
    en: 'Whoever signed first cannot countersign: another person must.',
  },
} as const;
