import { randomUUID } from 'node:crypto';
import type { Tx } from '@thaw/platform';
import { CopyEncoder, copyPiecesInto, uuidBytes } from '@thaw/transactions';
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
const TARGET = `finding_rows (${COLUMNS.join(', ')})`;
/** Pieces are sent when they have grown to this: memory grows neither with the findings nor with their transactions. */
const PIECE_BYTES = 256 * 1024;
const IDS_AT_ONCE = 8_192;

/**
 * Writes the findings of a scan in their order, one row each with its transactions in one array, while the server takes in
 * those before.
 */
export async function storeFindings(tx: Tx, scanId: string, findings: Iterable<Finding>): Promise<void> {
  await copyPiecesInto(tx, TARGET, piecesOf(uuidBytes(scanId), findings));
}

function* piecesOf(scan: Buffer, findings: Iterable<Finding>): Generator<Buffer, void, undefined> {
  const rows = new CopyEncoder(PIECE_BYTES * 2);
  let ordinal = 0;
  for (const finding of findings) {
    const { transactions } = finding;
    encodeHead(rows, scan, ordinal++, finding);
    rows.beginBigints(transactions.length);
    for (let at = 0; at < transactions.length; at += IDS_AT_ONCE) {
      rows.putBigints(transactions, at, Math.min(at + IDS_AT_ONCE, transactions.length));
      if (rows.position >= PIECE_BYTES) yield rows.takePiece();
    }
  }
  yield rows.end();
}

/** All but its transactions, which stand last. */
function encodeHead(rows: CopyEncoder, scan: Buffer, ordinal: number, finding: Finding): void {
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
}
