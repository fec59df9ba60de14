import { DomainError, type Bilingual } from '@thaw/kernel';

/** What a case is looked at for. */
export const QUALITY_CRITERIA = {
  reason: { zh: '原因认定准确，改定有据', en: 'The reason is right, and was changed with ground' },
  evidence: {
    zh: '材料要求适当，评定有据',
    en: 'What was asked for was needed, and was judged by what it shows',
  },
  proportion: { zh: '措施与结论适度', en: 'Measures and outcome are proportionate' },
  words: {
    zh: '对商户的表述清楚、得体，不泄露不得告知的事项',
    en: 'What the merchant was told is clear and fitting, and tells nothing that must not be told',
  },
  time: { zh: '时限遵守，无故未拖延', en: 'Deadlines were met, and nothing waited without need' },
  record: { zh: '记录完整，他人可据以复查', en: 'The record is whole: another could follow it' },
} as const satisfies Readonly<Record<string, Bilingual>>;

export type Criterion = keyof typeof QUALITY_CRITERIA;
export const MARK_MOST = 5;

/** 1 to {@link MARK_MOST}; null where the case gave no occasion. */
export type Marks = { readonly [criterion in Criterion]: number | null };

const CRITERIA = Object.keys(QUALITY_CRITERIA) as Criterion[];

/** Every criterion, one way or the other. @throws DomainError INVALID_REQUEST that names the criterion. */
export function readMarks(raw: Readonly<Record<string, unknown>>): Marks {
  const unknown = Object.keys(raw).find((name) => !CRITERIA.some((known) => known === name));
  if (unknown !== undefined) throw unknownCriterion(unknown);
  const marks = Object.fromEntries(CRITERIA.map((name) => [name, markOf(name, raw[name])])) as Marks;
  if (CRITERIA.every((name) => marks[name] === null)) throw nothingMarked();
  return marks;
}

function markOf(criterion: Criterion, mark: unknown): number | null {
  if (mark === null) return null;
  if (typeof mark === 'number' && Number.isInteger(mark) && mark >= 1 && mark <= MARK_MOST) return mark;
  throw new DomainError('INVALID_REQUEST', {
    field: `marks.${criterion}`,
    detail: {
      zh: `“${QUALITY_CRITERIA[criterion].zh}”请评 1 至 ${MARK_MOST} 分；不适用请填 null。`,
      en: `Mark “${QUALITY_CRITERIA[criterion].en}” from 1 to ${MARK_MOST}, or null where it does not apply.`,
    },
  });
}

const unknownCriterion = (name: string): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field: `marks.${name}`,
    detail: {
      zh: `没有这一评分项；可用：${CRITERIA.join('、')}。`,
      en: `There is no such criterion. Use: ${CRITERIA.join(', ')}.`,
    },
  });

const nothingMarked = (): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field: 'marks',
    detail: { zh: '请至少评一项。', en: 'Mark one criterion at least.' },
  });
