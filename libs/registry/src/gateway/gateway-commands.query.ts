import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { In } from 'typeorm';
import { GatewayCommand } from './gateway-command.entity';

/** One batch of a sweep, which comes again. */
const BATCH = 100;

/** Reads the commands to the terminal system. */
@Injectable()
export class GatewayCommandsQuery {
  async find(tx: Tx, id: string): Promise<GatewayCommand | null> {
    return tx.findOneBy(GatewayCommand, { id });
  }

  /** Every command of the case, oldest first. */
  async ofCase(tx: Tx, caseId: string): Promise<readonly GatewayCommand[]> {
    return this.ofCases(tx, [caseId]);
  }

  async ofCases(tx: Tx, caseIds: readonly string[]): Promise<readonly GatewayCommand[]> {
    const where = { caseId: In([...caseIds]) };
    return tx.find(GatewayCommand, { where, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  /** Those for no restore that came to their end before this instant without their case having heard of it. */
  async untold(tx: Tx, before: Date): Promise<readonly string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT id FROM gateway_command
       WHERE told_at IS NULL AND purpose <> 'restore' AND state IN ('confirmed', 'failed') AND settled_at <= $1
       ORDER BY settled_at LIMIT $2`,
      [before, BATCH],
    );
    return rows.map(({ id }) => id);
  }
}
