import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { In } from 'typeorm';
import type { Retrieval } from '../rules';
import { Slip } from './slip.entity';
import { retrievalOf } from './slip-facts';

/** Reads the slips that cases asked for. */
@Injectable()
export class SlipsQuery {
  /** In the order of their sales. */
  async ofCase(tx: Tx, caseId: string): Promise<readonly Slip[]> {
    return this.ofCases(tx, [caseId]);
  }

  async ofCases(tx: Tx, caseIds: readonly string[]): Promise<readonly Slip[]> {
    const where = { caseId: In([...caseIds]) };
    return tx.find(Slip, { where, order: { occurredAt: 'ASC', transactionId: 'ASC' } });
  }
}

/** As the rules see them, by sale: where several cases asked for one, as the latest did. */
export async function retrievalsOf(tx: Tx, terminalId: string): Promise<readonly Retrieval[]> {
  const slips = await tx.find(Slip, { where: { terminalId }, order: { askedAt: 'ASC', id: 'ASC' } });
  const latest = new Map<number, Retrieval>();
  for (const slip of slips) {
    const retrieval = retrievalOf(slip);
    if (retrieval) latest.set(slip.transactionId, retrieval);
  }
  return [...latest.values()].sort((a, b) => a.at - b.at || a.id - b.id);
}
