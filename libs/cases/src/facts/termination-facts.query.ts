import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { MeasuresService, RegistryQuery } from '@thaw/registry';
import { IsNull } from 'typeorm';
import type { SignedStatement, TerminationFacts } from '../domain';
import { TerminationStatementRow } from '../entities';
import type { FactsAbout, FactsReader } from './facts-reader';

/** Nothing is read for the many cases that are not being ended. */
const NOT_ENDING: TerminationFacts = {
  termination: { serialNo: null, retired: false, held: [], statement: null },
};

@Injectable()
export class TerminationFactsQuery implements FactsReader<TerminationFacts> {
  constructor(
    private readonly measures: MeasuresService,
    private readonly registry: RegistryQuery,
  ) {}

  async read({ tx, freezeCase, actor }: FactsAbout): Promise<TerminationFacts> {
    const { id, terminalId, state } = freezeCase;
    if (state !== 'terminating') return NOT_ENDING;
    const { binding } = await this.registry.terminal(tx, actor, terminalId);
    const serialNo = binding?.serialNo ?? null;
    const holding = (await this.measures.inForceOfCase(tx, id)).filter(
      ({ heldAmountFen, heldGround, releasedAt }) =>
        releasedAt === null && (heldAmountFen !== null || heldGround !== null),
    );
    return {
      termination: {
        serialNo,
        retired: serialNo !== null && (await this.isRetired(tx, freezeCase, serialNo)),
        held: holding.map(({ id: measureId, heldGround, releaseAt }) => ({
          measureId,
          ground: heldGround,
          releaseAt,
        })),
        statement: await this.statement(tx, id),
      },
    };
  }

  /** By this termination: the same device may have been put back to work since an earlier one of the case. */
  private async isRetired(
    tx: Tx,
    { id, stateSince }: FactsAbout['freezeCase'],
    serialNo: string,
  ): Promise<boolean> {
    const [row] = await tx.query<{ retired: boolean }[]>(
      `SELECT EXISTS (SELECT 1 FROM gateway_command
         WHERE case_id = $1 AND serial_no = $2 AND kind = 'retire' AND purpose = 'terminate' AND state = 'confirmed'
           AND created_at >= $3) AS retired`,
      [id, serialNo, stateSince],
    );
    return row?.retired ?? false;
  }

  private async statement(tx: Tx, caseId: string): Promise<SignedStatement | null> {
    const row = await tx.findOneBy(TerminationStatementRow, { caseId, withdrawnAt: IsNull() });
    if (!row) return null;
    const {
      id,
      deviceRecovered,
      batchSettled,
      listingReference,
      listedOn,
      funds,
      signedBy,
      countersignedBy,
    } = row;
    return {
      id,
      deviceRecovered,
      batchSettled,
      listing:
        listingReference !== null && listedOn !== null ? { reference: listingReference, listedOn } : null,
      funds,
      signedBy,
      countersignedBy,
    };
  }
}
