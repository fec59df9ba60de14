import type { Tx } from '@thaw/platform';
import { IsNull } from 'typeorm';
import { ProofFile, RemediationStep } from '../entities';
import type { RemedyReading } from '../views/remedy.view';
import { latestReplacement } from './replacement.query';

/** What the views of a case show of its remediation: the steps that count, the files that prove them, and the devices. */
export async function readRemedy(tx: Tx, caseId: string): Promise<RemedyReading> {
  return {
    steps: await tx.findBy(RemediationStep, { caseId, closedAt: IsNull() }),
    proofs: await tx.find(ProofFile, { where: { caseId }, order: { uploadedAt: 'ASC', id: 'ASC' } }),
    ...(await latestReplacement(tx, caseId)),
  };
}
