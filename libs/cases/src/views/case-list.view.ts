import { MERCHANT_FACES, MERCHANT_STATUS, referenceOf } from '../domain';
import type { FreezeCase } from '../entities';
import { merchantFace } from '../letters';

/** A case as a list reads it. */
export interface ListRow {
  id: string;
  number: string;
  version: number;
  merchant_version: number;
  state: FreezeCase['state'];
  reason_code: FreezeCase['reasonCode'];
  reference_version: number;
  priority: number;
  queue: string | null;
  owner_id: string | null;
  opened_at: Date;
  /** Read where a list is sorted by it. */
  changed_at?: Date;
  closed_at: Date | null;
  resolution: string | null;
  terminal_no: string;
  merchant_no: string;
  merchant_name: string;
  decision_due_at: Date | null;
  decision_overdue_at: Date | null;
}

/** A case in a list, for staff. */
export interface StaffCaseRow extends ReturnType<typeof staffRow> {}

/** A case in a list, for its merchant. */
export interface MerchantCaseRow extends ReturnType<typeof merchantRow> {}

export const staffRow = (row: ListRow) => ({
  number: row.number,
  version: row.version,
  state: row.state,
  reason: row.reason_code && {
    code: row.reason_code,
    title: referenceOf(row.reference_version).reasons[row.reason_code].title,
  },
  priority: row.priority,
  queue: row.queue,
  ownerId: row.owner_id,
  openedAt: row.opened_at,
  ...(row.changed_at ? { changedAt: row.changed_at } : {}),
  closedAt: row.closed_at,
  resolution: row.resolution,
  terminalNo: row.terminal_no,
  merchantNo: row.merchant_no,
  merchantName: row.merchant_name,
  decisionDueAt: row.decision_due_at,
  decisionOverdueAt: row.decision_overdue_at,
});

/** Through the merchant-safe face. */
export const merchantRow = (row: ListRow) => ({
  number: row.number,
  version: row.merchant_version,
  status: MERCHANT_STATUS[row.state],
  reason: MERCHANT_FACES[merchantFace(referenceOf(row.reference_version), row.reason_code)].title,
  openedAt: row.opened_at,
  closedAt: row.closed_at,
  terminalNo: row.terminal_no,
});
