import type { Bilingual } from '@thaw/kernel';
import type { CaseFacts, CaseSnapshot, HeldFact, TerminationStatement } from './facts';
import { refusal, type Refusal } from './refusal';

/** What a termination is not done without. */
export type TerminationPart = 'device' | 'batch' | 'listing' | 'funds';

const WORDS: { readonly [part in TerminationPart]: Bilingual } = {
  device: { zh: '设备停用或收回', en: 'the device retired or recovered' },
  batch: { zh: '最后一批交易结算', en: 'the last batch settled' },
  listing: { zh: '名单报送', en: 'the listing filed' },
  funds: {
    zh: '暂扣资金释放，或注明依据与截止日期后继续暂扣',
    en: 'held funds released, or held on a named ground with an end date',
  },
};

/**
 * What is still missing: of all that the terminal system has said, and of what this statement says.
 * @param ordered whether money counts that is only ordered to be released.
 */
export function missingOfTermination(
  { outcome }: Pick<CaseSnapshot, 'outcome'>,
  { termination, now }: Pick<CaseFacts, 'termination' | 'now'>,
  statement: TerminationStatement | null,
  ordered: boolean,
): readonly TerminationPart[] {
  const { serialNo, retired, held } = termination;
  const settled = (money: HeldFact): boolean => {
    const said = statement?.funds.find(({ measureId }) => measureId === money.measureId);
    if (said?.change === 'release') return ordered;
    if (said?.change === 'hold') return Date.parse(said.until) > now.getTime();
    return money.ground !== null && money.releaseAt !== null && money.releaseAt > now;
  };
  const parts: readonly (readonly [TerminationPart, boolean])[] = [
    ['device', serialNo === null || retired || statement?.deviceRecovered === true],
    ['batch', retired || statement?.batchSettled === true],
    ['listing', outcome !== 'B' || (statement?.listing ?? null) !== null],
    ['funds', held.every(settled)],
  ];
  return parts.filter(([, done]) => !done).map(([part]) => part);
}

export const incomplete = (missing: readonly TerminationPart[]): Refusal =>
  refusal(
    'termination.complete',
    `终止尚缺：${missing.map((part) => WORDS[part].zh).join('、')}。`,
    `Not done yet: ${missing.map((part) => WORDS[part].en).join('; ')}.`,
  );
