import { DomainError } from '@thaw/kernel';
import { narrowedTerms, plainTerms, type MeasureTerms } from '@thaw/registry/measures';
import type { Attempt, CaseFacts, FindingFact } from './facts';
import { narrowingOf, type AboutFindings, type FindingReason, type MeasureAfter } from './payloads';
import { RESTORING, UPHOLDING } from './reference';
import { refusal, refuse } from './refusal';

export const hasText = (text: unknown): text is string => typeof text === 'string' && text.trim() !== '';

/** @throws DomainError INVALID_REQUEST naming the field. */
export function needText(text: unknown, field: string): string {
  if (hasText(text)) return text.trim();
  throw new DomainError('INVALID_REQUEST', {
    field,
    detail: { zh: '请填写说明。', en: 'Say why: this text must not be empty.' },
  });
}

/** Staff say by which way the merchant said it; a merchant's own word needs none. */
export const channelOfFiler = (
  { persona }: Pick<Attempt, 'persona'>,
  { onBehalfChannel }: { readonly onBehalfChannel?: string | null },
): string | null => (persona === 'merchant' ? null : needText(onBehalfChannel, 'onBehalfChannel'));

/**
 * Every finding spoken of, by itself or with all of its rule; none of another scan, nothing twice.
 * @returns what was said of each finding: of two, the word on the finding itself.
 */
export function needEachFinding(
  said: readonly (AboutFindings & { readonly text: string })[],
  findings: readonly Pick<FindingFact, 'id' | 'rule'>[],
  field: string,
): ReadonlyMap<string, string> {
  const ids = new Set(findings.map(({ id }) => id));
  const rules = new Set(findings.map(({ rule }) => rule));
  const texts = new Map<string, string>();
  said.forEach(({ findingId, rule, text }, index) => {
    const about = findingId ?? rule;
    const known = rule === undefined ? ids : rules;
    if (
      about === undefined ||
      (findingId !== undefined && rule !== undefined) ||
      !known.has(about) ||
      texts.has(about)
    ) {
      throw new DomainError('INVALID_REQUEST', {
        field: `${field}[${index}].${rule === undefined ? 'findingId' : 'rule'}`,
        detail: {
          zh: '请用 findingId 指明一项命中，或用 rule 指明一条规则的全部命中；须属于本决定，且不得重复。',
          en: 'Name one finding by findingId, or all findings of a rule by rule: part of this decision, and none twice.',
        },
      });
    }
    texts.set(about, needText(text, `${field}[${index}]`));
  });
  const open = findings.filter(({ id, rule }) => !texts.has(id) && !texts.has(rule)).length;
  if (open > 0) {
    throw refuse(
      refusal(
        `${field}.every_finding`,
        `请逐项（或按规则）说明，尚缺 ${open} 项。`,
        `Every finding needs an answer, by itself or by its rule: ${open} still open.`,
        field,
      ),
    );
  }
  return new Map(findings.map(({ id, rule }) => [id, texts.get(id) ?? texts.get(rule) ?? '']));
}

export const reasonsAsTexts = (
  reasons: readonly FindingReason[],
): (AboutFindings & { readonly text: string })[] =>
  reasons.map(({ reason, ...about }) => ({ ...about, text: reason }));

/**
 * Each measure in force gets one change; none of another case, none twice. An unfreeze without restriction lifts all,
 * one with restriction not all; whatever gives trading back, at once or after a remedy, lifts or narrows something.
 */
export function needEachMeasure(after: readonly MeasureAfter[], facts: CaseFacts, outcome: string): void {
  const inForce = new Set(facts.measures.map(({ id }) => id));
  const named = new Set<string>();
  after.forEach((measure, index) => {
    const field = `measuresAfter[${index}]`;
    if (!inForce.has(measure.measureId) || named.has(measure.measureId)) {
      throw new DomainError('INVALID_REQUEST', {
        field: `${field}.measureId`,
        detail: {
          zh: '不是本案件现行的措施，或重复列出。',
          en: 'Not a measure in force on this case, or named twice.',
        },
      });
    }
    named.add(measure.measureId);
    if (outcome === 'U' && measure.change !== 'lift') {
      throw refuse(
        refusal(
          'measures.all_lifted',
          '解除封机须解除全部措施。',
          'An unfreeze lifts every measure.',
          `${field}.change`,
        ),
      );
    }
    if ((UPHOLDING as readonly string[]).includes(outcome) && measure.change !== 'keep') {
      throw refuse(
        refusal(
          'measures.all_kept',
          '该结论须保留措施。',
          'This outcome keeps every measure.',
          `${field}.change`,
        ),
      );
    }
    if (measure.change === 'narrow') needNarrower(measure, facts, field);
  });
  if (named.size < inForce.size) {
    throw refuse(
      refusal(
        'measures.each',
        '请为每项现行措施注明处理方式。',
        'Say for each measure in force whether it is lifted, narrowed or kept.',
        'measuresAfter',
      ),
    );
  }
  if (outcome === 'UR' && after.length > 0 && after.every(({ change }) => change === 'lift')) {
    throw refuse(
      refusal(
        'measures.restricted',
        '限制后解除须至少保留或收窄一项措施。',
        'An unfreeze with restriction narrows or keeps at least one measure.',
        'measuresAfter',
      ),
    );
  }
  if ((RESTORING as readonly string[]).includes(outcome)) needSomethingGivenBack(after, facts);
}

/** Trading that is said to come back must come back: not all is kept, and to stop observing alone gives nothing. */
function needSomethingGivenBack(after: readonly MeasureAfter[], { measures }: CaseFacts): void {
  const felt = new Set(measures.filter(({ level }) => level !== 'F0').map(({ id }) => id));
  const weighed = felt.size === 0 ? after : after.filter(({ measureId }) => felt.has(measureId));
  if (weighed.length === 0 || weighed.some((each) => givesBack(each, measures))) return;
  throw refuse(
    refusal(
      'measures.something_given_back',
      '措施全部保留，交易并未恢复：请至少解除或收窄一项限制交易的措施。',
      'With every measure kept no trading comes back: lift or narrow at least one that restricts it.',
      'measuresAfter',
    ),
  );
}

/** A measure that is only given an end binds until then as it did. */
function givesBack(measure: MeasureAfter, measures: CaseFacts['measures']): boolean {
  if (measure.change !== 'narrow') return measure.change === 'lift';
  const current = measures.find(({ id }) => id === measure.measureId);
  if (!current) throw new Error('a measure to narrow is one in force');
  const endless = (terms: MeasureTerms): string => JSON.stringify({ ...plainTerms(terms), expiresAt: null });
  return endless(narrowedTerms(current, narrowingOf(measure))) !== endless(current);
}

/** A decision takes nothing further than it went before. */
function needEarlierEnd(
  { expiresAt }: MeasureAfter & { change: 'narrow' },
  before: Date | null,
  now: Date,
  field: string,
): void {
  if (!expiresAt) return;
  const end = new Date(expiresAt);
  if (end > now && (before === null || end <= before)) return;
  throw new DomainError('INVALID_REQUEST', {
    field: `${field}.expiresAt`,
    detail: {
      zh: '截止时间须在将来，且不晚于该措施现有的截止时间。',
      en: 'The end lies in the future, and no later than where the measure ends already.',
    },
  });
}

/** What could not be commanded must not be proposed: the approver could only return it. */
function needNarrower(measure: MeasureAfter & { change: 'narrow' }, facts: CaseFacts, field: string): void {
  const current = facts.measures.find(({ id }) => id === measure.measureId);
  if (!current) throw new Error('a measure to narrow is one in force');
  needEarlierEnd(measure, current.expiresAt, facts.now, field);
  try {
    narrowedTerms(current, narrowingOf(measure));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError(error.code, { ...error.context, field: `${field}.${error.context.field}` });
  }
}
