import type { Tx } from '@thaw/platform';
import { Replacement, ReplacementStep } from '../entities';

/** The latest replacement of a case, with its steps. */
export async function latestReplacement(
  tx: Tx,
  caseId: string,
): Promise<{
  readonly replacement: Replacement | null;
  readonly replacementSteps: readonly ReplacementStep[];
}> {
  const [replacement = null] = await tx.find(Replacement, {
    where: { caseId },
    order: { begunAt: 'DESC', id: 'DESC' },
    take: 1,
  });
  const replacementSteps = replacement
    ? await tx.findBy(ReplacementStep, { replacementId: replacement.id })
    : [];
  return { replacement, replacementSteps };
}

/** Whether a replacement of the case is being taken back, so that its terminal may have no device. */
export const isDeviceComingBack = (tx: Tx, caseId: string): Promise<boolean> =>
  tx.existsBy(Replacement, { caseId, state: 'compensating' });
