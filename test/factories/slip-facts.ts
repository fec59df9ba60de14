import type { SlipFact } from '@thaw/cases/domain';
import { IDS } from './case-ids';

/** A slip that the open request asks for. */
export const slipFact = (over: Partial<SlipFact> = {}): SlipFact => ({
  ...{ id: IDS.slip, transactionId: 1, state: 'asked', assessment: null, revision: 0 },
  ...{ absenceReason: null, inOpenRequest: true },
  ...over,
});
