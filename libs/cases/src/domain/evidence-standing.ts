import type { Bilingual } from '@thaw/kernel';
import type { CaseSnapshot, ItemFact } from './facts';
import { filesWanted, requirementOf, type EvidenceCode } from './reference';

/** Where an item stands, and why it is or is not satisfied: one closed list for both sides. */
export type StandingWhy =
  | 'not_requested'
  | 'waiting'
  | 'more_files'
  | 'more_slips'
  | 'ready'
  | 'handed_in'
  | 'said_absent'
  | 'accepted'
  | 'rejected'
  | 'waived'
  | 'alternative_accepted';

export interface ItemStanding {
  readonly requested: boolean;
  /** Files that count, or the merchant's word why there are none. */
  readonly supplied: boolean;
  readonly assessment: 'accepted' | 'rejected' | 'waived' | null;
  readonly satisfied: boolean;
  /** The item that was accepted in its place. */
  readonly satisfiedBy: EvidenceCode | null;
  readonly why: StandingWhy;
  readonly words: Bilingual;
}

/** @param items all of the case: one of them may stand in for this one. */
export function standingOf(
  snapshot: Pick<CaseSnapshot, 'reference' | 'reasonCode'>,
  items: readonly ItemFact[],
  item: ItemFact,
): ItemStanding {
  const { min } = filesWanted(snapshot.reference, snapshot.reasonCode, item.code);
  const standIn = standInsFor(snapshot, items, item).find(({ state }) => state === 'accepted');
  const settled = item.state === 'accepted' || item.state === 'waived';
  const why = !settled && standIn ? 'alternative_accepted' : whyOf(item, min);
  return {
    requested: item.askedBy !== null,
    supplied: item.countedFiles > 0 || item.absenceReason !== null,
    assessment: settled || item.state === 'rejected' ? item.state : null,
    satisfied: settled || standIn !== undefined,
    satisfiedBy: settled ? null : (standIn?.code ?? null),
    why,
    words: wordsOf(why, min, item, standIn?.code ?? ''),
  };
}

/** Items of the case that may stand in for this one under its reason. */
export const standInsFor = (
  { reference, reasonCode }: Pick<CaseSnapshot, 'reference' | 'reasonCode'>,
  items: readonly ItemFact[],
  { code }: ItemFact,
): readonly ItemFact[] =>
  items.filter((other) => requirementOf(reference, reasonCode, other.code)?.standsInFor === code);

function whyOf(item: ItemFact, min: number): Exclude<StandingWhy, 'alternative_accepted'> {
  switch (item.state) {
    case 'accepted':
    case 'rejected':
    case 'waived':
      return item.state;
    case 'supplied':
      return item.countedFiles === 0 ? 'said_absent' : 'handed_in';
    case 'needed':
      return 'not_requested';
    case 'requested':
      if (item.slipsOpen !== null) return item.slipsOpen > 0 ? 'more_slips' : 'ready';
      if (item.absenceReason !== null) return 'said_absent';
      if (item.countedFiles === 0) return 'waiting';
      return item.countedFiles < min ? 'more_files' : 'ready';
  }
}

function wordsOf(
  why: StandingWhy,
  min: number,
  { countedFiles: has, slipsOpen }: Pick<ItemFact, 'countedFiles' | 'slipsOpen'>,
  standIn: string,
): Bilingual {
  switch (why) {
    case 'more_slips':
      return {
        zh: `尚有 ${slipsOpen} 笔签购单未答复；如无法提供，请逐笔说明原因。`,
        en: `Slips not answered yet: ${slipsOpen}. For each that you have not got, say why.`,
      };
    case 'not_requested':
      return { zh: '尚未索取。', en: 'Not asked for yet.' };
    case 'waiting':
      return { zh: `等待提供，至少 ${min} 个文件。`, en: `Waiting for it: at least ${files(min)}.` };
    case 'more_files':
      return {
        zh: `已有 ${has} 个文件，还需 ${min - has} 个；如无法提供，请说明原因。`,
        en: `${files(has)} so far, ${min - has} more needed; if you have none, say why.`,
      };
    case 'ready':
      return {
        zh: '文件已齐，全部备妥后请提交。',
        en: 'The files are here: submit when everything is ready.',
      };
    case 'handed_in':
      return { zh: '已收到，正在核对。', en: 'Received, and being looked at.' };
    case 'said_absent':
      return { zh: '已说明无法提供的原因。', en: 'It was said why this cannot be supplied.' };
    case 'accepted':
      return { zh: '已通过。', en: 'Accepted.' };
    case 'rejected':
      return {
        zh: '未通过，请按所述原因重新提供。',
        en: 'Not accepted: send it again as the reason says.',
      };
    case 'waived':
      return { zh: '无需再提供。', en: 'No longer needed.' };
    case 'alternative_accepted':
      return { zh: `已由 ${standIn} 替代。`, en: `${standIn} was accepted in its place.` };
  }
}

const files = (count: number): string => (count === 1 ? '1 file' : `${count} files`);
