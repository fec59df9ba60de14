import type { Tx } from '@thaw/platform';
import type { CaseRows } from '../facts/case-rows.query';
import type { RemedyReading } from '../views/remedy.view';
import { latestReplacement } from './replacement.query';

/** What the views of a case show of its remediation: the steps that count, the files that prove them, and the devices. */
export async function readRemedy(tx: Tx, caseId: string, rows: CaseRows): Promise<RemedyReading> {
  return {
    steps: await rows.steps(),
    proofs: await rows.proofs(),
    ...(await latestReplacement(tx, caseId)),
  };
}
