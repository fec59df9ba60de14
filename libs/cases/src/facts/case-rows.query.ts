import { Injectable } from '@nestjs/common';
import { QueuesQuery } from '@thaw/desk';
import type { Tx } from '@thaw/platform';
import { GatewayCommandsQuery, ManualConfirmations, PreventionQuery } from '@thaw/registry';
import { SlipsQuery } from '@thaw/risk';
import { ClocksService } from '@thaw/sla';
import { In, IsNull } from 'typeorm';
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
    private readonly queues: QueuesQuery,
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
      queues: once(() => this.queues.all(tx)),
    };
  }

  /** The same for several cases that are looked at one after the other: most tables are read once for all of them. */
  ofMany(tx: Tx, cases: readonly FreezeCase[]): (freezeCase: FreezeCase) => CaseRows {
    const ids = cases.map(({ id }) => id);
    const caseId = In(ids);
    const proposals = byCase(() => tx.find(Proposal, { where: { caseId }, order: { seq: 'ASC' } }));
    const appeals = byCase(() =>
      tx.find(Appeal, { where: { caseId }, order: { openedAt: 'ASC', id: 'ASC' } }),
    );
    const files = byCase(() =>
      tx.find(EvidenceFile, { where: { caseId }, order: { uploadedAt: 'ASC', id: 'ASC' } }),
    );
    const steps = byCase(() => tx.findBy(RemediationStep, { caseId, closedAt: IsNull() }));
    const proofs = byCase(() =>
      tx.find(ProofFile, { where: { caseId }, order: { uploadedAt: 'ASC', id: 'ASC' } }),
    );
    const clocks = byCase(() => this.clocks.ofCases(tx, ids));
    const slips = byCase(() => this.slips.ofCases(tx, ids));
    const commands = byCase(() => this.commands.ofCases(tx, ids));
    const queues = once(() => this.queues.all(tx));
    return (freezeCase) => ({
      ...this.of(tx, freezeCase),
      proposals: proposals(freezeCase),
      appeals: appeals(freezeCase),
      files: files(freezeCase),
      steps: steps(freezeCase),
      proofs: proofs(freezeCase),
      clocks: clocks(freezeCase),
      slips: slips(freezeCase),
      commands: commands(freezeCase),
      queues,
    });
  }
}

export type CaseRows = ReturnType<CaseRowsQuery['of']>;

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let rows: Promise<T> | undefined;
  return () => (rows ??= read());
}

/** Rows of many cases, each case's in the order that they were read in. */
function byCase<T extends { readonly caseId: string | null }>(
  read: () => Promise<readonly T[]>,
): (freezeCase: FreezeCase) => () => Promise<T[]> {
  const all = once(read);
  return ({ id }) =>
    async () =>
      (await all()).filter(({ caseId }) => caseId === id);
}
