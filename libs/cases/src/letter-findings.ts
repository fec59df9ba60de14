import type { Bilingual } from '@thaw/kernel';
import type { AppealVerdict } from './domain';

/** All findings of one rule, in the words that a merchant may read. */
export interface FindingsInLetter {
  readonly title: Bilingual;
  readonly explanation: Bilingual;
  readonly count: number;
}

const VERDICT_TEXT: { readonly [verdict in AppealVerdict]: Bilingual } = {
  upheld: {
    zh: '您的申诉已由未参与原决定的人员复核，原决定维持。',
    en: 'Your appeal was looked at by somebody who had no part in the decision. The decision stands.',
  },
  overturned: {
    zh: '您的申诉已由未参与原决定的人员复核，申诉成立，原决定撤销。',
    en: 'Your appeal was looked at by somebody who had no part in the decision. It is granted, and the decision is taken back.',
  },
  overturned_in_part: {
    zh: '您的申诉已由未参与原决定的人员复核，申诉部分成立，原决定变更如下。',
    en: 'Your appeal was looked at by somebody who had no part in the decision. It is granted in part, and the decision is changed as follows.',
  },
};

/** What became of each finding that the merchant had answered. */
const OF_FINDING: { readonly [verdict in AppealVerdict]: Bilingual } = {
  upheld: { zh: '已考虑您的答复，仍然成立。', en: 'Your answer was weighed; it stands.' },
  overturned: {
    zh: '已考虑您的答复，不再作为依据。',
    en: 'Your answer was weighed; it no longer counts against you.',
  },
  overturned_in_part: {
    zh: '已考虑您的答复，措施相应减轻。',
    en: 'Your answer was weighed; the measures were made milder by it.',
  },
};

/** Reasons for each finding: of a decision what it rests on, of an appeal what became of it. */
export function findingLines(
  findings: readonly FindingsInLetter[],
  verdict: AppealVerdict | null,
): readonly Bilingual[] {
  const lines: Bilingual[] = verdict ? [VERDICT_TEXT[verdict]] : [];
  if (findings.length === 0) return lines;
  lines.push({ zh: '所依据的情况：', en: 'What it rests on:' });
  const after = verdict ? OF_FINDING[verdict] : { zh: '', en: '' };
  for (const { title, explanation, count } of findings) {
    lines.push({
      zh: `· ${title.zh}（${count} 项）：${explanation.zh}${after.zh}`,
      en: `- ${title.en} (${count}): ${[explanation.en, after.en].filter(Boolean).join(' ')}`,
    });
  }
  return lines;
}

/** By rule, in the order in which they come. */
export function findingsInLetter(
  findings: readonly {
    readonly rule: string;
    readonly title: Bilingual;
    readonly merchantExplanation: Bilingual;
  }[],
): readonly FindingsInLetter[] {
  const byRule = new Map<string, FindingsInLetter>();
  for (const { rule, title, merchantExplanation } of findings) {
    byRule.set(rule, { title, explanation: merchantExplanation, count: (byRule.get(rule)?.count ?? 0) + 1 });
  }
  return [...byRule.values()];
}
