import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { GatewayCommandsQuery, ManualConfirmations, PreventionQuery } from '@thaw/registry';
import { SlipsQuery } from '@thaw/risk';
import { ClocksService } from '@thaw/sla';
import { IsNull } from 'typeorm';
import { Appeal, EvidenceFile, ProofFile, Proposal, RemediationStep, type FreezeCase } from '../entities';

/**
 * The rows of one case that several readers want, each read once, by whoever asks first. For one look at the case: what is
 * written after it is not in them.
 */
@Injectable()
export class CaseRowsQuery {
  constructor(
    private readonly clocks: ClocksService,
    private readonly slips: SlipsQuery,
    private readonly commands: GatewayCommandsQuery,
    private readonly signatures: ManualConfirmations,
    private readonly prevention: PreventionQuery,
  ) {}

  of(tx: Tx, { id: caseId, terminalId }: FreezeCase) {
    return {
      proposals: once(() => tx.find(Proposal, { where: { caseId }, order: { seq: 'ASC' } })),
      appeals: once(() => tx.find(Appeal, { where: { caseId }, order: { openedAt: 'ASC', id: 'ASC' } })),
      files: once(() =>
        tx.find(EvidenceFile, { where: { caseId }, order: { uploadedAt: 'ASC', id: 'ASC' } }),
      ),
      steps: once(() => tx.findBy(RemediationStep, { caseId, closedAt: IsNull() })),
      proofs: once(() => tx.find(ProofFile, { where: { caseId }, order: { uploadedAt: 'ASC', id: 'ASC' } })),
      clocks: once(() => this.clocks.ofCase(tx, caseId)),
      slips: once(() => this.slips.ofCase(tx, caseId)),
      commands: once(() => this.commands.ofCase(tx, caseId)),
      signatures: once(() => this.signatures.openOfCase(tx, caseId)),
      prevention: once(() => this.prevention.preventionOf(tx, terminalId)),
    };
  }
}

export type CaseRows = ReturnType<CaseRowsQuery['of']>;

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let rows: Promise<T> | undefined;
  return () => (rows ??= read());
}
