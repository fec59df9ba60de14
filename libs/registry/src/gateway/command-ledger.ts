import { Injectable } from '@nestjs/common';
import { requestJob, type Tx } from '@thaw/platform';
import { MeasuresService } from '../measures.service';
import { readTerms, type StoredMeasureTerms } from '../measures';
import type { OutgoingCommand } from './gateway-client';
import { GatewayCommand } from './gateway-command.entity';
import { isOpen, type ProgressChange } from './retry-plan';

/** How a case's commands stand; withdrawn ones do not count. `total = confirmed + failed + open`. */
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

  /** Writes a change to a locked command. A confirmed one lifts or narrows its measure; the last one tells the case. */
  async record(tx: Tx, command: GatewayCommand, change: ProgressChange | null, now: Date): Promise<void> {
    if (!change) return;
    await tx.update(GatewayCommand, { id: command.id }, { ...change, claimedUntil: null });
    if (isOpen(change.state)) return;
    if (change.state === 'confirmed') await this.applyToMeasure(tx, command, now);
    const { open } = await this.standing(tx, command.caseId);
    if (open === 0) await requestJob(tx, 'restore.settled', { caseId: command.caseId });
  }

  async standing(tx: Tx, caseId: string): Promise<CommandStanding> {
    const [row] = await tx.query<CommandStanding[]>(
      `SELECT count(*)::int AS total,
              count(*) FILTER (WHERE state = 'confirmed')::int AS confirmed,
              count(*) FILTER (WHERE state = 'failed')::int AS failed,
              count(*) FILTER (WHERE state IN ('pending', 'sent'))::int AS open
       FROM gateway_command WHERE case_id = $1 AND state <> 'withdrawn'`,
      [caseId],
    );
    return row ?? { total: 0, confirmed: 0, failed: 0, open: 0 };
  }

  /** The command as the terminal system reads it: by the numbers that it knows. */
  async outgoing(tx: Tx, command: GatewayCommand): Promise<OutgoingCommand> {
    const [row] = await tx.query<
      (OutgoingCommand['measure'] & { terminal_no: string; merchant_no: string })[]
    >(
      `SELECT t.terminal_no, m.merchant_no, f.level, f.scope
       FROM gateway_command c
       JOIN terminal t ON t.id = c.terminal_id
       JOIN merchant m ON m.id = t.merchant_id
       JOIN measure f ON f.id = c.measure_id
       WHERE c.id = $1`,
      [command.id],
    );
    if (!row) throw new Error('a command has a terminal and a measure');
    return {
      id: command.id,
      kind: command.kind,
      terminalNo: row.terminal_no,
      merchantNo: row.merchant_no,
      measure: { level: row.level, scope: row.scope },
      parameters: command.parameters,
    };
  }

  private async applyToMeasure(tx: Tx, command: GatewayCommand, now: Date): Promise<void> {
    if (command.measureId === null) return;
    if (command.kind === 'lift') await this.measures.lift(tx, command.measureId, now);
    else {
      const terms = readTerms(command.parameters as StoredMeasureTerms);
      await this.measures.narrow(tx, command.measureId, terms, now);
    }
  }
}
