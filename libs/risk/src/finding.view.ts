import type { Bilingual } from '@thaw/kernel';
import type { FindingRow } from './finding.entity';
import { RULES, type ParameterUnit, type Rule } from './rules';

/** A finding as staff read it. */
export interface FindingView {
  readonly id: string;
  readonly rule: string;
  readonly version: number;
  readonly title: Bilingual;
  readonly explanation: Bilingual;
  readonly merchantExplanation: Bilingual;
  readonly weight: number;
  readonly card: string | null;
  readonly from: Date;
  readonly to: Date;
  readonly count: number;
  readonly sumFen: number;
  readonly measured: number;
  readonly threshold: number;
  readonly unit: ParameterUnit;
  readonly parameters: Readonly<Record<string, number>>;
  readonly details: Readonly<Record<string, number>>;
}

/** What stands for a rule that this build no longer has: old findings of it are still read. */
const goneRule = (code: string): Pick<Rule, 'title' | 'explain' | 'merchantExplanation'> => ({
  title: { zh: code, en: code },
  explain: () => ({
    zh: '当前版本已没有这条规则，无法再用文字说明；所列数值为当时的结果。',
    en: 'This build no longer has the rule, nor words for it; the figures are those of that time.',
  }),
  merchantExplanation: {
    zh: '这项检查现已取消。',
    en: 'This check is no longer made.',
  },
});

/** Renders a stored finding with the words of its rule. */
export function findingView(row: Omit<FindingRow, 'scanId' | 'ordinal' | 'transactionIds'>): FindingView {
  const rule = RULES.find(({ code }) => code === row.rule) ?? goneRule(row.rule);
  const head = {
    key: row.findingKey,
    card: row.cardToken,
    from: row.fromAt.getTime(),
    to: row.toAt.getTime(),
    count: row.count,
    sumFen: row.sumFen,
    measured: row.measured,
    threshold: row.threshold,
    unit: row.unit,
    details: row.details,
  };
  return {
    id: row.id,
    rule: row.rule,
    version: row.ruleVersion,
    title: rule.title,
    explanation: rule.explain(head, row.parameters),
    merchantExplanation: rule.merchantExplanation,
    weight: row.weight,
    card: row.cardToken,
    from: row.fromAt,
    to: row.toAt,
    count: row.count,
    sumFen: row.sumFen,
    measured: row.measured,
    threshold: row.threshold,
    unit: row.unit,
    parameters: row.parameters,
    details: row.details,
  };
}
