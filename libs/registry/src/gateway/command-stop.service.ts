import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { In, IsNull } from 'typeorm';
import { Measure } from '../measure.entity';
import type { CommandPurpose } from '../measures';
import { MeasuresService } from '../measures.service';
import { GatewayCommand } from './gateway-command.entity';
import { orderReversal } from './reversal';

/** Stops what is to give trading back, and takes back what was, or may have been, done of it. */
@Injectable()
export class CommandStops {
  constructor(private readonly measures: MeasuresService) {}

  /**
   * Stops the restore of a case: what the terminal system was never told is withdrawn; what it has accepted is left to
   * its end; and everything that it did, or may do, is reversed by a freeze that waits for that end. Money that it was
   * told to release cannot be called back. The caller holds the case locked.
   * @returns the ids of the reversals.
   */
  async stopRestore(tx: Tx, caseId: string, now: Date): Promise<readonly string[]> {
    const commands = await tx.findBy(GatewayCommand, {
      caseId,
      purpose: 'restore',
      closedAt: IsNull(),
    });
    return this.stop(tx, commands, now);
  }

  /**
   * The same for easings that are still under way: those of whatever is open and lifts or narrows, and money that a
   * termination gives back.
   */
  async stopEasing(tx: Tx, caseId: string, now: Date): Promise<readonly string[]> {
    const purposes: readonly CommandPurpose[] = ['ease', 'expire'];
    const open = { caseId, state: In(['pending', 'sent', 'failed']), closedAt: IsNull() };
    const commands = await tx.findBy(GatewayCommand, [
      { ...open, purpose: In(purposes) },
      { ...open, purpose: 'terminate', kind: 'release' },
    ]);
    return this.stop(tx, commands, now);
  }

  /**
   * With the end of a termination what it ordered is tried no more: what the terminal system has not done by then was
   * signed for, and the device may be put to work again. Nothing is reversed.
   */
  async stopTermination(tx: Tx, caseId: string, now: Date): Promise<void> {
    const left = await tx.findBy(GatewayCommand, {
      caseId,
      purpose: 'terminate',
      state: In(['pending', 'sent', 'failed']),
      closedAt: IsNull(),
    });
    for (const command of left) await this.close(tx, command, now);
  }

  private async stop(tx: Tx, commands: readonly GatewayCommand[], now: Date): Promise<readonly string[]> {
    const reversals: string[] = [];
    for (const command of commands) {
      await this.close(tx, command, now);
      if (command.state === 'withdrawn' || command.kind === 'release') continue;
      const took = command.state === 'confirmed';
      if (!took && !command.mayBeDone) continue;
      const measure = await this.toStandAgain(tx, command, now);
      if (measure) reversals.push(await orderReversal(tx, command, measure, now));
    }
    return reversals;
  }

  /** Accepted, it may be under way: it stays open until it settles, and is only asked after. */
  private async close(tx: Tx, { id, state }: GatewayCommand, now: Date): Promise<void> {
    const withdrawn = state === 'pending' || state === 'failed';
    await tx.update(
      GatewayCommand,
      { id },
      { closedAt: now, ...(withdrawn ? { state: 'withdrawn', nextAttemptAt: null, settledAt: now } : {}) },
    );
  }

  /** The measure itself where it is still in force by our books, else another in its place. */
  private async toStandAgain(tx: Tx, { measureId }: GatewayCommand, now: Date): Promise<Measure | null> {
    if (measureId === null) return null;
    const measure = await tx.findOneByOrFail(Measure, { id: measureId });
    return measure.liftedAt === null ? measure : this.measures.reinstate(tx, measureId, now);
  }
}
