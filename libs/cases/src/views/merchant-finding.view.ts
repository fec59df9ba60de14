import type { FindingView } from '@thaw/risk';

/** A hit in merchant-safe words: nothing of thresholds, scores or other parties. */
export interface MerchantFinding extends Pick<FindingView, 'id' | 'rule' | 'title' | 'from' | 'to'> {
  readonly explanation: FindingView['merchantExplanation'];
}

export const merchantFinding = (finding: FindingView): MerchantFinding => ({
  id: finding.id,
  rule: finding.rule,
  title: finding.title,
  explanation: finding.merchantExplanation,
  from: finding.from,
  to: finding.to,
});
