import type { Tx } from '@thaw/platform';

/** What a record is about. `key` names it for good, so nothing personal goes into it. */
export interface AuditSubject {
  /** A table, or `route`. */
  readonly subject: string;
  readonly key: string | null;
  readonly caseId?: string | null;
}

/**
 * That somebody reads what they may read, in the transaction that reads it. Who, the database takes from the transaction.
 * Changes are recorded by the tables that change: see `audit_table` in the migrations.
 */
export const recordRead = (tx: Tx, action: string, of: AuditSubject): Promise<unknown> =>
  write(tx, 'read', action, of, {}, null);

/** `said` stands for good; `erasable` is only committed to and can be erased later. */
export const recordRefusal = (
  tx: Tx,
  action: string,
  of: AuditSubject,
  said: Readonly<Record<string, unknown>>,
  erasable: Readonly<Record<string, unknown>> | null,
): Promise<unknown> => write(tx, 'refusal', action, of, said, erasable);

/** Something that is neither a change, nor a read, nor a refusal of somebody: what the audit says of itself. */
export const recordNote = (
  tx: Tx,
  action: string,
  of: AuditSubject,
  said: Readonly<Record<string, unknown>>,
): Promise<unknown> => write(tx, 'note', action, of, said, null);

const write = (
  tx: Tx,
  kind: 'read' | 'refusal' | 'note',
  action: string,
  { subject, key, caseId = null }: AuditSubject,
  said: object,
  erasable: object | null,
): Promise<unknown> =>
  tx.query('SELECT audit_write($1, $2, $3, $4, $5, $6, $7)', [
    kind,
    action,
    subject,
    key,
    caseId,
    JSON.stringify(said),
    erasable && JSON.stringify(erasable),
  ]);
