import type { Bilingual } from '@thaw/kernel';

/** Who may read what a variable stands for: what merchants may, staff may too. */
export type TemplateFace = 'merchant' | 'staff';

export interface TemplateVariable {
  readonly title: Bilingual;
  readonly kind: 'text' | 'day' | 'instant' | 'list';
  readonly face: TemplateFace;
}

const variable = (
  kind: TemplateVariable['kind'],
  face: TemplateFace,
  zh: string,
  en: string,
): TemplateVariable => ({ title: { zh, en }, kind, face });

/**
 * All that a template can say of a case. Those of the merchant's face are read from what the merchant is shown and from
 * nothing else, so that two cases alike but for a reason that must not be told give the same text.
 */
export const TEMPLATE_VARIABLES = {
  'case.number': variable('text', 'merchant', '案件编号', 'Number of the case'),
  'case.subject': variable('text', 'merchant', '核查事由（商户可见）', 'Subject, as the merchant reads it'),
  'case.opened_on': variable('day', 'merchant', '开案日期', 'Day on which the case was opened'),
  'merchant.name': variable('text', 'merchant', '商户名称', 'Name of the merchant'),
  'merchant.number': variable('text', 'merchant', '商户号', 'Merchant number'),
  'terminal.number': variable('text', 'merchant', '终端号', 'Terminal number'),
  'documents.wanted': variable('list', 'merchant', '仍需提交的材料', 'Documents that are still wanted'),
  'documents.due': variable('instant', 'merchant', '材料提交截止时间', 'When the documents are due'),
  'appeal.until': variable('instant', 'merchant', '申诉截止时间', 'Until when the decision can be appealed against'),
  'today': variable('day', 'merchant', '今天的日期', 'Today'),
  'case.reason': variable('text', 'staff', '冻结原因（内部）', 'Reason, for staff alone'),
  'case.state': variable('text', 'staff', '案件状态（内部）', 'State, for staff alone'),
  'case.queue': variable('text', 'staff', '队列', 'Queue'),
  'case.priority': variable('text', 'staff', '优先级', 'Priority'),
  'decision.due': variable('instant', 'staff', '办理时限', 'When the decision is due'),
} as const satisfies Record<string, TemplateVariable>; // prettier-ignore

export type VariableName = keyof typeof TEMPLATE_VARIABLES;

const NAMES = Object.keys(TEMPLATE_VARIABLES) as VariableName[];

/** Those that a text of this face may name. */
export const variablesFor = (face: TemplateFace): readonly VariableName[] =>
  NAMES.filter((name) => face === 'staff' || TEMPLATE_VARIABLES[name].face === 'merchant');
