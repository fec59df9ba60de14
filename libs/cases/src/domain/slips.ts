import { DomainError } from '@thaw/kernel';
import type { SlipFact } from './facts';
import type { EvidenceCode } from './reference';

/** Under which item slips are asked for and their files lie. */
export const SLIP_ITEM: EvidenceCode = 'E01';

/** Slips that a case may ask for in all: as many as the item takes files. */
export const SLIPS_MOST = 50;

/** Answered, by a file or by the word that there is none. */
export const isAnswered = ({ state }: Pick<SlipFact, 'state'>): boolean =>
  state === 'answered' || state === 'absent';

/** Answered, and nobody has judged it yet. */
export const unjudged = (slips: readonly SlipFact[]): readonly SlipFact[] =>
  slips.filter((slip) => isAnswered(slip) && slip.assessment === null);

/**
 * The slip as the caller saw it.
 * @throws DomainError INVALID_REQUEST for none of the case's; GUARD_REFUSED where another was first.
 */
export function needSlip(
  slips: readonly SlipFact[],
  given: { readonly slipId: string; readonly revision: number },
  field: string,
  rule: string,
): SlipFact {
  const slip = slips.find(({ id }) => id === given.slipId);
  if (!slip) {
    throw new DomainError('INVALID_REQUEST', {
      field: `${field}.slipId`,
      detail: { zh: '本案件没有索取该签购单。', en: 'This case has not asked for such a slip.' },
    });
  }
  if (slip.revision === given.revision) return slip;
  throw new DomainError('GUARD_REFUSED', {
    rule,
    field: `${field}.revision`,
    detail: {
      zh: `该签购单的答复已有变化（现为第 ${slip.revision} 版），请查看后再操作。`,
      en: `What was answered for this slip has changed since (it is at revision ${slip.revision}): look at it and try again.`,
    },
  });
}
