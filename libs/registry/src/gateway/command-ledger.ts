import { Injectable } from '@nestjs/common';
import { requestJob, type Tx } from '@thaw/platform';
import { MeasuresService } from '../measures.service';
import { readTerms, type CommandPurpose } from '../measures';
import type { OutgoingCommand } from './terminal-gateway';
import {
  GatewayCommand,
  type FreezeParameters,
  type NarrowParameters,
  type ReleaseParameters,
} from './gateway-command.entity';
import { isOpen, type ProgressChange } from './retry-plan';
import { reverseAgain } from './reversal';

/** How a case's restore stands; what was withdrawn or belongs to an earlier one does not count. `total = confirmed + failed + open`. */
export interface CommandStanding {
  readonly total: number;
  readonly confirmed: number;
  readonly failed: number;
  readonly open: number;
}

/** Writes what becomes of commands, with all that follows from it, in one transaction. */
@Injectable()
export class CommandLedger {
  constructor(private readonly measures: MeasuresService) {}

  /**
   * Locks all commands of this command's case, in one order: of two that settle at once, the second sees the first,
   * so that one of them knows that it was the last. The case's row comes before, shared, as the foreign key of a
   * narrowed measure will want it: whoever holds the case locked and then takes commands never waits in a circle.
   */
  async lock(tx: Tx, commandId: string): Promise<GatewayCommand | null> {
    const found = await tx.findOneBy(GatewayCommand, { id: commandId });
    if (!found) return null;
    await tx.query('SELECT 1 FROM freeze_case WHERE id = $1 FOR KEY SHARE', [found.caseId]);
    const locked = await tx.find(GatewayCommand, {
      where: { caseId: found.caseId },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    return locked.find(({ id }) => id === commandId) ?? null;
  }

  /**
   * Writes a change to a locked command. What is confirmed takes effect on its measure; its end is told to the case, of
   * a restore once the last has settled; and what waited for it is sent.
   */
  async record(
    tx: Tx,
    command: GatewayCommand,
    change: ProgressChange | null,
    now: Date,
    via: 'gateway' | 'manual' = 'gateway',
  ): Promise<void> {
    if (!change) return;
    const isConfirmed = change.state === 'confirmed';
    await tx.update(
      GatewayCommand,
      { id: command.id },
      { ...change, claimedUntil: null, confirmedVia: isConfirmed ? via : null, toldAt: null },
    );
    if (isOpen(change.state)) return;
    if (isConfirmed && !(await reverseAgain(tx, command, now))) await this.takeEffect(tx, command, now);
    await this.tell(tx, command);
    const waiting = await tx.findBy(GatewayCommand, { afterId: command.id, state: 'pending' });
    for (const { id } of waiting) await requestJob(tx, 'gateway.send', { commandId: id });
  }

  async standing(tx: Tx, caseId: string, purpose: CommandPurpose = 'restore'): Promise<CommandStanding> {
    const [row] = await tx.query<CommandStanding[]>(
      `SELECT count(*)::int AS total,
              count(*) FILTER (WHERE state = 'confirmed')::int AS confirmed,
              count(*) FILTER (WHERE state = 'failed')::int AS failed,
              count(*) FILTER (WHERE state IN ('pending', 'sent'))::int AS open
       FROM gateway_command
       WHERE case_id = $1 AND purpose = $2 AND state <> 'withdrawn' AND closed_at IS NULL`,
      [caseId, purpose],
    );
    return row ?? { total: 0, confirmed: 0, failed: 0, open: 0 };
  }

  /** Whether it has to wait for another to come to its end. */
  async isWaiting(tx: Tx, { afterId }: GatewayCommand): Promise<boolean> {
    if (afterId === null) return false;
    const before = await tx.findOneByOrFail(GatewayCommand, { id: afterId });
    return isOpen(before.state);
  }

  /** The command as the terminal system reads it: by the numbers that it knows. */
  async outgoing(tx: Tx, command: GatewayCommand): Promise<OutgoingCommand> {
    const [row] = await tx.query<
      { terminal_no: string; merchant_no: string; measure: OutgoingCommand['measure'] | null }[]
    >(
      `SELECT t.terminal_no, m.merchant_no,
              CASE WHEN f.id IS NOT NULL THEN json_build_object('id', coalesce(f.known_as, f.id), 'level', f.level, 'scope', f.scope) END AS measure
       FROM gateway_command c
       LEFT JOIN measure f ON f.id = c.measure_id
       -- A measure that another case took over stays on the terminal that it was set on.
       JOIN terminal t ON t.id = coalesce(f.terminal_id, c.terminal_id)
       JOIN merchant m ON m.id = t.merchant_id
       WHERE c.id = $1`,
      [command.id],
    );
    if (!row) throw new Error('a command has a terminal');
    return {
      id: command.id,
      kind: command.kind,
      terminalNo: row.terminal_no,
      merchantNo: row.merchant_no,
      ...(row.measure ? { measure: row.measure } : {}),
      ...(command.serialNo === null ? {} : { serialNo: command.serialNo }),
      parameters: command.parameters,
    };
  }

  private async tell(tx: Tx, { id, caseId, purpose }: GatewayCommand): Promise<void> {
    if (purpose !== 'restore') return requestJob(tx, 'command.settled', { commandId: id });
    const { open } = await this.standing(tx, caseId);
    if (open === 0) await requestJob(tx, 'restore.settled', { caseId });
  }

  private async takeEffect(tx: Tx, command: GatewayCommand, now: Date): Promise<void> {
    const { measureId, id: commandId } = command;
    if (measureId === null) return;
    switch (command.kind) {
      case 'lift':
        await this.measures.lift(tx, measureId, now, { commandId });
        return;
      case 'narrow': {
        const { becomes, ...stored } = command.parameters as NarrowParameters;
        await this.measures.narrow(tx, measureId, readTerms(stored), now, becomes);
        return;
      }
      case 'freeze': {
        const { replaces } = command.parameters as FreezeParameters;
        return this.measures.apply(tx, measureId, now, replaces);
      }
      case 'release':
        return this.measures.release(tx, measureId, (command.parameters as ReleaseParameters).amountFen, now);
      case 'bind':
      case 'retire':
        // Of devices the registry's bindings say what they are; the room that ordered it writes them.
        return;
    }
  }
}
