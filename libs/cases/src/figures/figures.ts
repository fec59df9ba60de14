import type { Bilingual } from '@thaw/kernel';

/** By what the figures of a period are told apart. */
export const GROUPINGS = ['all', 'queue', 'reason', 'sla_class'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/**
 * What a figure's numbers are. `count`: how many. `share`: `count` of `of`. `duration`: milliseconds, in the middle and at
 * the ninth tenth, over `of` cases. `hours`: whole hours in all. `money`: fen.
 */
export type FigureUnit = 'count' | 'share' | 'duration' | 'hours' | 'money';

export interface FigureWords {
  readonly unit: FigureUnit;
  readonly title: Bilingual;
  readonly definition: Bilingual;
}

const figure = (
  unit: FigureUnit,
  titles: readonly [zh: string, en: string],
  definition: readonly [zh: string, en: string],
): FigureWords => ({
  unit,
  title: { zh: titles[0], en: titles[1] },
  definition: { zh: definition[0], en: definition[1] },
});

/** What the desk is measured by. Each is counted from the events of the cases, by the definition that is shown with it. */
export const FIGURES = {
  opened: figure(
    'count',
    ['新开案件', 'Cases opened'],
    [
      '期间内开立的案件数，重新打开的不计。',
      'Cases opened in the period; one opened again is not counted again.',
    ],
  ),
  open_cases: figure(
    'count',
    ['未结案件', 'Open cases'],
    ['期末尚未结案的案件数。', 'Cases that are not closed at the end of the period.'],
  ),
  open_age: figure(
    'duration',
    ['未结案件存续时间', 'Age of open cases'],
    ['期末未结案件自开立起的时间。', 'How long cases that are open at the end of the period have been open.'],
  ),
  first_answer: figure(
    'duration',
    ['首次答复用时', 'Time to first answer'],
    [
      '期间内开立的案件，从开立到客服首次对商户有所表示（消息、索取材料、决定或不予冻结）的时间；尚无答复的不计。',
      'Of cases opened in the period: from opening until staff first said something to the merchant (a message, a request, a decision, a dismissal). Cases without an answer yet do not count.',
    ],
  ),
  unfreeze: figure(
    'duration',
    ['解冻用时', 'Time to unfreeze'],
    [
      '期间内恢复交易的案件，从该次冻结（开立、再次冻结或重新打开）到恢复确认的时间。',
      'Of freezes that ended with trading given back in the period: from the opening, refreeze or reopening until the restore was confirmed.',
    ],
  ),
  frozen_hours: figure(
    'hours',
    ['冻结小时数', 'Frozen hours'],
    [
      '期间内各次冻结持续的小时数之和；冻结自开立、再次冻结或重新打开起，至恢复确认或结案止。',
      'Hours within the period that freezes lasted, added up: from the opening, refreeze or reopening until the restore was confirmed or the case closed.',
    ],
  ),
  turnover_held: figure(
    'money',
    ['受影响交易额（估算）', 'Turnover held (estimated)'],
    [
      '按冻结前 28 天的日均成功消费额，乘以期间内冻结的时长估算；无导入交易的终端计为零。',
      'Estimated: average approved purchases a day in the 28 days before the freeze, times how long it lasted within the period. A terminal without imported history counts as nothing.',
    ],
  ),
  deadlines_met: figure(
    'share',
    ['时限达成', 'Deadlines met'],
    [
      '期间内停止的各类时钟中，未曾超时（或超时已更正）的占比，按时钟种类列出。',
      'Of clocks that stopped in the period: those that were not overdue, or whose breach was corrected; by kind of clock.',
    ],
  ),
  overturned: figure(
    'share',
    ['申诉改判', 'Appeals overturned'],
    [
      '期间内审结的申诉中，全部或部分改判的占比。',
      'Of appeals decided in the period: those overturned in whole or in part.',
    ],
  ),
  overturned_by_rule: figure(
    'share',
    ['改判率（按规则）', 'Overturned, by rule'],
    [
      '期间内审结的申诉，按被申诉的决定所依据的扫描中计分的规则分列；一案可计入多条规则。',
      'Appeals decided in the period by the rules that weighed in the scan under the decision; one appeal may count for several rules.',
    ],
  ),
  overturned_by_agent: figure(
    'share',
    ['改判率（按提议人）', 'Overturned, by proposer'],
    [
      '期间内审结的申诉，按提出被申诉决定的人分列。',
      'Appeals decided in the period by who proposed the decision.',
    ],
  ),
  false_freezes: figure(
    'share',
    ['误冻', 'False freezes'],
    [
      '期间内结案的案件中，以“并未冻结”结案或无条件解冻的占比；重复与撤回的案件不计。',
      'Of cases closed in the period: those closed as not frozen, or unfrozen without any condition. Duplicates and withdrawn reports do not count.',
    ],
  ),
  repeat_freezes: figure(
    'share',
    ['重复冻结', 'Repeat freezes'],
    [
      '期间内的冻结中，同一终端在此前 90 天内恢复过交易的占比，观察期内再次冻结也计入。',
      'Of freezes that began in the period: those of a terminal that was given trading back within the 90 days before, a refreeze in the watch among them.',
    ],
  ),
  evidence_rejected: figure(
    'share',
    ['材料退回', 'Evidence rejected'],
    [
      '期间内审核的材料中被退回的占比，按材料种类列出；同一材料每次审核计一次。',
      'Of assessments of evidence in the period: those that rejected it, by item; each assessment counts.',
    ],
  ),
  quality: figure(
    'share',
    ['抽检得分', 'Marks in quality reviews'],
    [
      '期间内抽检各项得分之和占满分（每项 5 分）的比例；不适用的项不计，每次复核分别计入。',
      'Marks that reviews of the period gave, of the five that each criterion could have; what did not apply does not count, and each review does.',
    ],
  ),
  quality_returned: figure(
    'share',
    ['抽检退回', 'Returned in quality reviews'],
    [
      '期间内的抽检复核中，退回更正的占比。',
      'Of quality reviews in the period: those that returned the case to be put right.',
    ],
  ),
  satisfaction: figure(
    'share',
    ['商户满意度', 'Satisfaction of merchants'],
    [
      '期间内商户评分之和占满分（5 分）的比例。',
      'Marks that merchants gave in the period, of the five that each could have given.',
    ],
  ),
  satisfaction_answered: figure(
    'share',
    ['满意度回复', 'Satisfaction answered'],
    ['期间内询问的商户中已评价的占比。', 'Of merchants asked in the period: those who have answered.'],
  ),
} as const satisfies Record<string, FigureWords>;

export type FigureCode = keyof typeof FIGURES;
