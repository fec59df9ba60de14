import type { Bilingual } from '@thaw/kernel';
import type { CaseListing, Condition, SortBy } from '../listing/case-listing';

/** What a list of cases can show of each. */
export const VIEW_COLUMNS = [
  'number',
  'state',
  'reason',
  'priority',
  'queue',
  'ownerId',
  'openedAt',
  'changedAt',
  'closedAt',
  'resolution',
  'decisionDueAt',
  'merchantNo',
  'merchantName',
  'terminalNo',
] as const;
export type ViewColumn = (typeof VIEW_COLUMNS)[number];

export const DEFAULT_COLUMNS: readonly ViewColumn[] = [
  'number',
  'state',
  'reason',
  'priority',
  'merchantName',
  'terminalNo',
  'decisionDueAt',
  'ownerId',
];

/** A view that every desk has from the beginning. Nobody changes one; who wants it otherwise saves their own. */
export interface DefaultView {
  readonly id: string;
  readonly name: Bilingual;
  readonly listing: CaseListing;
}

const view = (
  place: number,
  [zh, en]: readonly [zh: string, en: string],
  by: SortBy,
  ...conditions: readonly Condition[]
): DefaultView => ({
  id: `7a3e5d10-0000-4000-8000-${String(place).padStart(12, '0')}`,
  name: { zh, en },
  listing: { scope: 'open', conditions, sort: { by, descending: false } },
});

const inState = (...values: string[]): Condition => ({ field: 'state', op: 'is', values });

export const DEFAULT_VIEWS: readonly DefaultView[] = [
  view(1, ['我的案件', 'My work'], 'priority', { field: 'owner', op: 'is', values: ['me'] }),
  view(2, ['未分配', 'Unassigned'], 'priority', { field: 'owner', op: 'is', values: ['nobody'] }),
  view(3, ['今日到期', 'Due today'], 'decision_due', { field: 'decisionDueAt', op: 'today', values: [] }),
  view(4, ['已逾期', 'Overdue'], 'decision_due', { field: 'overdue', op: 'is', values: ['yes'] }),
  view(5, ['等待商户', 'Waiting for merchant'], 'priority', inState('awaiting_merchant')),
  view(6, ['待审批', 'Pending approval'], 'priority', inState('pending_approval')),
  view(7, ['申诉', 'Appeals'], 'priority', inState('appealing')),
  view(8, ['恢复与观察', 'Restoring and watched'], 'priority', inState('restoring', 'monitoring')),
  view(9, ['我的跟进', 'My follow-ups'], 'priority', { field: 'followUpAt', op: 'is_not_empty', values: [] }),
];
