import type { Bilingual } from '@thaw/kernel';
import { CASE_STATES, REASON_CODES } from '../domain';

/** How the values of a field are written, and so by what it can be asked. */
export type FieldKind = 'code' | 'number' | 'person' | 'text' | 'instant' | 'yes_no';

export const OPERATORS = [
  'is',
  'is_not',
  'is_empty',
  'is_not_empty',
  'before',
  'after',
  'within_next',
  'within_last',
  'today',
] as const;
export type Operator = (typeof OPERATORS)[number];

const EMPTY = ['is_empty', 'is_not_empty'] as const;
const MEMBERSHIP = ['is', 'is_not'] as const;
const TIMES = ['before', 'after', 'within_next', 'within_last', 'today', ...EMPTY] as const;

export interface CaseField {
  readonly title: Bilingual;
  readonly kind: FieldKind;
  readonly operators: readonly Operator[];
  /** The values there are, where they are a closed list. */
  readonly values?: readonly string[];
  /** What the values look like, where they are not. */
  readonly pattern?: RegExp;
}

const title = (zh: string, en: string): Bilingual => ({ zh, en });
const time = (zh: string, en: string): CaseField => ({
  title: title(zh, en),
  kind: 'instant',
  operators: TIMES,
});
const yesNo = (zh: string, en: string): CaseField => ({
  title: title(zh, en),
  kind: 'yes_no',
  operators: ['is'],
  values: ['yes', 'no'],
});

/** All that staff can ask lists of cases by. A condition on anything else is refused, so no other column is ever reached. */
export const CASE_FIELDS = {
  state: { title: title('状态', 'State'), kind: 'code', operators: MEMBERSHIP, values: CASE_STATES },
  reason: {
    title: title('原因', 'Reason'),
    kind: 'code',
    operators: [...MEMBERSHIP, ...EMPTY],
    values: REASON_CODES,
  },
  priority: {
    title: title('优先级', 'Priority'),
    kind: 'number',
    operators: MEMBERSHIP,
    values: ['1', '2', '3', '4', '5'],
  },
  queue: {
    title: title('队列', 'Queue'),
    kind: 'text',
    operators: [...MEMBERSHIP, ...EMPTY],
    pattern: /^[a-z0-9_-]{1,40}$/i,
  },
  owner: { title: title('负责人', 'Owner'), kind: 'person', operators: MEMBERSHIP },
  openedAt: time('开案时间', 'Opened'),
  closedAt: time('结案时间', 'Closed'),
  changedAt: time('最近变动', 'Last changed'),
  decisionDueAt: time('决定到期', 'Decision due'),
  followUpAt: time('我的跟进日期', 'My follow-up'),
  overdue: yesNo('已逾期', 'Overdue'),
  merchantNo: {
    title: title('商户号', 'Merchant number'),
    kind: 'text',
    operators: MEMBERSHIP,
    pattern: /^\d{15}$/,
  },
  terminalNo: {
    title: title('终端号', 'Terminal number'),
    kind: 'text',
    operators: MEMBERSHIP,
    pattern: /^[0-9A-Z]{8}$/,
  },
  slaClass: {
    title: title('时限等级', 'SLA class'),
    kind: 'code',
    operators: [...MEMBERSHIP, ...EMPTY],
    values: ['P1', 'P2', 'P3', 'P4'],
  },
  measureLevel: {
    title: title('措施等级', 'Measure in force'),
    kind: 'code',
    operators: [...MEMBERSHIP, ...EMPTY],
    values: ['F0', 'F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7'],
  },
  hasHold: yesNo('有权机关扣留', 'Under an authority’s hold'),
} as const satisfies Record<string, CaseField>;

export type CaseFieldName = keyof typeof CASE_FIELDS;

export const fieldOf = (name: string): CaseField | undefined =>
  Object.hasOwn(CASE_FIELDS, name) ? CASE_FIELDS[name as CaseFieldName] : undefined;
