import { Injectable } from '@nestjs/common';
import { DomainError } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { PreventionQuery, type UpkeepChecks } from './prevention/prevention.query';

/** What the registry says of a terminal now, and of what changed since an instant. */
export interface TerminalRecords extends UpkeepChecks {
  readonly binding: {
    readonly serialNo: string;
    readonly installationAddress: string;
    readonly boundSince: boolean;
    /** Whether its five items are those that the registry has of the merchant. */
    readonly itemsAgree: boolean;
  } | null;
  /** The device at work at that instant; of one that was first bound since, none. */
  readonly bindingBefore: { readonly serialNo: string; readonly installationAddress: string } | null;
  readonly mccCorrected: boolean;
}

/** Reads what machines can check of a remediation. */
@Injectable()
export class TerminalRecordsQuery {
  constructor(private readonly prevention: PreventionQuery) {}

  /** For rooms that have found the terminal already: whether a device is bound as it now. */
  async hasDevice(tx: Tx, terminalId: string): Promise<boolean> {
    const bound = await tx.query<unknown[]>(
      'SELECT 1 FROM device_binding WHERE terminal_id = $1 AND unbound_at IS NULL',
      [terminalId],
    );
    return bound.length > 0;
  }

  /** For rooms that have found the terminal already. @throws DomainError NOT_FOUND */
  async of(tx: Tx, terminalId: string, since: Date): Promise<TerminalRecords> {
    const [row] = await tx.query<RecordsRow[]>(
      `SELECT b.id IS NOT NULL AS bound, d.serial_no, b.installation_address, b.bound_at > $2 AS bound_since,
              b.merchant_no = m.merchant_no AND b.social_credit_code = m.social_credit_code
                AND b.acquirer_code = left(m.merchant_no, 3) AS items_agree,
              coalesce(m.mcc_corrected_at > $2, false) AS mcc_corrected,
              w.serial_no AS serial_no_before, w.installation_address AS address_before
       FROM terminal t
       JOIN merchant m ON m.id = t.merchant_id
       LEFT JOIN device_binding b ON b.terminal_id = t.id AND b.unbound_at IS NULL
       LEFT JOIN device d ON d.id = b.device_id
       LEFT JOIN LATERAL (
         SELECT e.serial_no, f.installation_address FROM device_binding f JOIN device e ON e.id = f.device_id
         WHERE f.terminal_id = t.id AND f.bound_at <= $2 AND (f.unbound_at IS NULL OR f.unbound_at > $2)
         ORDER BY f.bound_at DESC LIMIT 1
       ) w ON true
       WHERE t.id = $1`,
      [terminalId, since],
    );
    if (!row) throw new DomainError('NOT_FOUND');
    return {
      ...(await this.prevention.upkeepChecks(tx, terminalId)),
      binding: row.bound
        ? {
            serialNo: row.serial_no,
            installationAddress: row.installation_address,
            boundSince: row.bound_since,
            itemsAgree: row.items_agree,
          }
        : null,
      bindingBefore:
        row.serial_no_before === null || row.address_before === null
          ? null
          : { serialNo: row.serial_no_before, installationAddress: row.address_before },
      mccCorrected: row.mcc_corrected,
    };
  }
}

interface RecordsRow {
  readonly bound: boolean;
  readonly serial_no: string;
  readonly installation_address: string;
  readonly bound_since: boolean;
  readonly items_agree: boolean;
  readonly mcc_corrected: boolean;
  readonly serial_no_before: string | null;
  readonly address_before: string | null;
}
