import { Injectable } from '@nestjs/common';
import { actorRef, type Actor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { NOTHING_KNOWN, type PreventionTerms } from './told';

/** What stands of a terminal, and the device that is at work there now. */
export interface PreventionRow {
  readonly terminalId: string;
  readonly merchantId: string;
  readonly deviceId: string | null;
  readonly model: string | null;
  /** False once devices were bound to it and none is any more: nothing of it is due then. */
  readonly isAtWork: boolean;
  /** As they were told, perhaps of another device. */
  readonly terms: PreventionTerms;
}

export interface PreventionChange {
  readonly row: PreventionRow;
  readonly after: PreventionTerms;
}

const ROWS = `
  SELECT t.id AS "terminalId", t.merchant_id AS "merchantId", b.device_id AS "deviceId", d.model,
    (b.device_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM device_binding e WHERE e.terminal_id = t.id)) AS "isAtWork",
    CASE WHEN p.terminal_id IS NOT NULL THEN jsonb_build_object(
      'inspectedOn', p.inspected_on, 'inspectionDueOn', p.inspection_due_on, 'deviceId', p.device_id,
      'softwareVersion', p.software_version, 'virusDatabaseOn', p.virus_database_on, 'patchedUntil', p.patched_until,
      'passwordRotatedOn', p.password_rotated_on) END AS terms
  FROM terminal t
  LEFT JOIN terminal_prevention p ON p.terminal_id = t.id
  LEFT JOIN device_binding b ON b.terminal_id = t.id AND b.unbound_at IS NULL
  LEFT JOIN device d ON d.id = b.device_id
  WHERE t.id = ANY($1::uuid[]) ORDER BY t.id`;

const STORE = `
INSERT INTO terminal_prevention (terminal_id, merchant_id, inspected_on, inspection_due_on, device_id, software_model,
  software_version, virus_database_on, patched_until, password_rotated_on)
SELECT c."terminalId", c."merchantId", c."inspectedOn", c."inspectionDueOn", c."deviceId", c.model, c."softwareVersion",
  c."virusDatabaseOn", c."patchedUntil", c."passwordRotatedOn"
FROM jsonb_to_recordset($1::jsonb) AS c ("terminalId" uuid, "merchantId" uuid, "inspectedOn" date, "inspectionDueOn" date,
  "deviceId" uuid, model text, "softwareVersion" text, "virusDatabaseOn" date, "patchedUntil" date,
  "passwordRotatedOn" date)
ON CONFLICT (terminal_id) DO UPDATE SET inspected_on = excluded.inspected_on,
  inspection_due_on = excluded.inspection_due_on, device_id = excluded.device_id,
  software_model = excluded.software_model, software_version = excluded.software_version,
  virus_database_on = excluded.virus_database_on, patched_until = excluded.patched_until,
  password_rotated_on = excluded.password_rotated_on`;

const RECORD = `
INSERT INTO prevention_event (terminal_id, at, actor, import_id, before, after)
SELECT c."terminalId", $2, $3, $4, c.before, c.after
FROM jsonb_to_recordset($1::jsonb) AS c ("terminalId" uuid, before jsonb, after jsonb)`;

/** Reads and writes what stands of terminals, each write with its event. */
@Injectable()
export class PreventionLedger {
  async rows(tx: Tx, terminalIds: readonly string[]): Promise<readonly PreventionRow[]> {
    const rows = await tx.query<(Omit<PreventionRow, 'terms'> & { terms: PreventionTerms | null })[]>(ROWS, [
      terminalIds,
    ]);
    return rows.map(({ terms, ...row }) => ({ ...row, terms: terms ?? NOTHING_KNOWN }));
  }

  /** Held to the end of the transaction, in the order of ids: of two who tell at once, the second finds what the first told. */
  async locked(tx: Tx, terminalIds: readonly string[]): Promise<readonly PreventionRow[]> {
    // Locked before they are read: a row that a lock was waited for would come with its old neighbours.
    await tx.query('SELECT id FROM terminal WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE', [
      terminalIds,
    ]);
    return this.rows(tx, terminalIds);
  }

  async store(
    tx: Tx,
    actor: Actor,
    changes: readonly PreventionChange[],
    { at, importId }: { readonly at: Date; readonly importId: string | null },
  ): Promise<void> {
    if (changes.length === 0) return;
    const rows = changes.map(({ row: { terminalId, merchantId, model }, after }) => ({
      terminalId,
      merchantId,
      model,
      ...after,
    }));
    await tx.query(STORE, [JSON.stringify(rows)]);
    const events = changes.map(({ row, after }) => ({
      terminalId: row.terminalId,
      before: row.terms,
      after,
    }));
    await tx.query(RECORD, [JSON.stringify(events), at, actorRef(actor), importId]);
  }
}
