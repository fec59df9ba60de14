import type { FindingView } from '@thaw/risk';

/** A hit in merchant-safe words: nothing of thresholds, scores or other parties. */
export type MerchantFinding = Readonly<
  Pick<FindingView, 'id' | 'rule' | 'title' | 'from' | 'to'> & {
    explanation: FindingView['merchantExplanation'];
  }
>;

export const merchantFinding = (finding: FindingView): MerchantFinding => ({
  id: finding.id,
  rule: finding.rule,
  title: finding.title,
  explanation: finding.merchantExplanation,
  from: finding.from,
  to: finding.to,
});
