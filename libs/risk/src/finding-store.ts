import { randomUUID } from 'node:crypto';
import type { Tx } from '@thaw/platform';
import { CopyEncoder, copyInto, uuidBytes } from '@thaw/transactions';
import type { Finding } from './rules';

const COLUMNS = [
  'id',
  'scan_id',
  'ordinal',
  'rule',
  'rule_version',
  'weight',
  'finding_key',
  'card_token',
  'from_at',
  'to_at',
  'count',
  'sum_fen',
  'measured',
  'threshold',
  'unit',
  'details',
  'parameters',
  'transaction_ids',
];
const TARGET = `finding (${COLUMNS.join(', ')})`;
/** A COPY is sent when it has grown to this: memory does not grow with the findings. */
const COPY_BYTES = 4 * 1024 * 1024;

/** Writes the findings of a scan in their order, one row each with its transactions in one array. */
export async function storeFindings(tx: Tx, scanId: string, findings: readonly Finding[]): Promise<void> {
  const scan = uuidBytes(scanId);
  let rows = new CopyEncoder();
  for (const [ordinal, finding] of findings.entries()) {
    encode(rows, scan, ordinal, finding);
    if (rows.position < COPY_BYTES && ordinal < findings.length - 1) continue;
    await copyInto(tx, TARGET, rows.end());
    rows = new CopyEncoder();
  }
}

function encode(rows: CopyEncoder, scan: Buffer, ordinal: number, finding: Finding): void {
  rows.row(COLUMNS.length);
  rows.uuid(uuidBytes(randomUUID()));
  rows.uuid(scan);
  rows.integer(ordinal);
  rows.text(finding.rule);
  rows.integer(finding.version);
  rows.integer(finding.weight);
  rows.text(finding.key);
  rows.text(finding.card);
  rows.timestamp(finding.from);
  rows.timestamp(finding.to);
  rows.integer(finding.count);
  rows.bigint(finding.sumFen);
  rows.bigint(finding.measured);
  rows.bigint(finding.threshold);
  rows.text(finding.unit);
  rows.jsonb(finding.details ?? {});
  rows.jsonb(finding.parameters);
  rows.bigints(finding.transactions);
}
