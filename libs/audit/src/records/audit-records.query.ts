import { Injectable } from '@nestjs/common';
import { DomainError, decodeCursor, encodeCursor, type Page } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { CASE_AUDIT_FORMAT, type CaseAudit } from '../verify/verify-case';
import { AuditTree } from './audit-tree.query';

export interface AuditFilter {
  readonly kind?: string | undefined;
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
  readonly key?: string | undefined;
  readonly caseId?: string | undefined;
  /** Inclusive. */
  readonly from?: Date | undefined;
  /** Exclusive. */
  readonly to?: Date | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface AuditRecordView {
  readonly seq: number;
  /** The text that is a leaf of the tree, to the byte. */
  readonly entry: string;
  /** Values of before and after; null where there are none or they were erased. */
  readonly body: string | null;
}

export interface ProvenRecordView extends AuditRecordView {
  /** How many records the tree has in which it is proven. */
  readonly size: number;
  /** Base64, from the leaf up (RFC 6962, 2.1.1). */
  readonly proof: readonly string[];
}

export interface CheckpointView {
  readonly size: number;
  readonly at: Date;
  readonly note: string;
  readonly exportedAt: Date | null;
}

interface RecordRow {
  readonly seq: string;
  readonly entry: string;
  readonly body: string | null;
  readonly salt: Buffer | null;
}

const COLUMNS = 'seq, entry::text AS entry, body, salt';

/** Reads numbered records, checkpoints and proofs. Records that have no number yet are not shown. */
@Injectable()
export class AuditRecords {
  constructor(private readonly tree: AuditTree) {}

  /** Newest first, by keyset. */
  async page(tx: Tx, filter: AuditFilter): Promise<Page<AuditRecordView>> {
    const conditions: string[] = [];
    const values: unknown[] = [];
    const where = (sql: string, value: unknown): void => {
      if (value === undefined) return;
      values.push(value);
      conditions.push(sql.replace('?', `$${values.length}`));
    };
    where('kind = ?', filter.kind);
    where('actor = ?', filter.actor);
    where('subject = ?', filter.subject);
    where('key = ?', filter.key);
    where('case_id = ?', filter.caseId);
    // Times of records are texts of one length, to the microsecond.
    where('at >= ?', filter.from && textOf(filter.from));
    where('at < ?', filter.to && textOf(filter.to));
    where('seq < ?', filter.cursor === undefined ? undefined : numberOf(filter.cursor));
    values.push(filter.limit + 1);
    const rows = await tx.query<RecordRow[]>(
      `SELECT ${COLUMNS} FROM audit_record ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
       ORDER BY seq DESC LIMIT $${values.length}`,
      values,
    );
    const items = rows.slice(0, filter.limit).map(viewOf);
    const last = items.at(-1);
    return { items, next: rows.length > filter.limit && last ? encodeCursor([String(last.seq)]) : null };
  }

  /** @param size of the tree; undefined: as large as it is. @throws DomainError NOT_FOUND · INVALID_REQUEST */
  async proven(tx: Tx, seq: number, size?: number): Promise<ProvenRecordView> {
    const [row] = await tx.query<RecordRow[]>(`SELECT ${COLUMNS} FROM audit_record WHERE seq = $1`, [seq]);
    if (!row) throw new DomainError('NOT_FOUND');
    const whole = await this.tree.size(tx);
    const within = size ?? whole;
    if (within <= seq || within > whole) throw noTree('size', seq + 1, whole);
    const [proof = []] = await this.tree.inclusions(tx, [seq], within);
    return { ...viewOf(row), size: within, proof: proof.map(base64) };
  }

  /** That the tree of `from` records is the beginning of the one of `to`. @throws DomainError INVALID_REQUEST */
  async consistency(tx: Tx, from: number, to: number): Promise<readonly string[]> {
    const whole = await this.tree.size(tx);
    if (to > whole) throw noTree('to', 1, whole);
    if (from > to) throw noTree('from', 1, to);
    return (await this.tree.consistency(tx, from, to)).map(base64);
  }

  /** Newest first, by keyset. */
  async checkpoints(tx: Tx, cursor: string | undefined, limit: number): Promise<Page<CheckpointView>> {
    const before = cursor === undefined ? null : numberOf(cursor);
    const rows = await tx.query<{ size: string; at: Date; note: string; exported_at: Date | null }[]>(
      `SELECT size, at, note, exported_at FROM audit_checkpoint WHERE $1::bigint IS NULL OR size < $1
       ORDER BY size DESC LIMIT $2`,
      [before, limit + 1],
    );
    const items = rows.slice(0, limit).map(({ size, at, note, exported_at: exportedAt }) => ({
      size: Number(size),
      at,
      note,
      exportedAt,
    }));
    const last = items.at(-1);
    return { items, next: rows.length > limit && last ? encodeCursor([String(last.size)]) : null };
  }

  /**
   * All that was recorded of a case, as far as the last checkpoint reaches, with the proofs: to be checked anywhere.
   * @throws DomainError NOT_FOUND while there is no checkpoint.
   */
  async ofCase(tx: Tx, caseId: string): Promise<CaseAudit> {
    const {
      items: [checkpoint],
    } = await this.checkpoints(tx, undefined, 1);
    if (!checkpoint) throw new DomainError('NOT_FOUND', { detail: NO_CHECKPOINT });
    const rows = await tx.query<RecordRow[]>(
      `SELECT ${COLUMNS} FROM audit_record WHERE case_id = $1 ORDER BY seq`,
      [caseId],
    );
    const covered = rows.filter(({ seq }) => Number(seq) < checkpoint.size);
    const proofs = await this.tree.inclusions(
      tx,
      covered.map(({ seq }) => Number(seq)),
      checkpoint.size,
    );
    return {
      format: CASE_AUDIT_FORMAT,
      caseId,
      checkpoint: checkpoint.note,
      newer: rows.length - covered.length,
      records: covered.map(({ seq, entry, body, salt }, at) => ({
        seq: Number(seq),
        entry,
        body,
        salt: salt?.toString('base64') ?? null,
        proof: proofs[at]?.map(base64) ?? [],
      })),
    };
  }
}

const viewOf = ({ seq, entry, body }: RecordRow): AuditRecordView => ({ seq: Number(seq), entry, body });
const base64 = (hash: Uint8Array): string => Buffer.from(hash).toString('base64');
const textOf = (instant: Date): string => instant.toISOString().replace('Z', '000Z');

/** @throws DomainError INVALID_REQUEST */
function numberOf(cursor: string): number {
  const [text = ''] = decodeCursor(cursor, 1) ?? [];
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new DomainError('INVALID_REQUEST', {
    field: 'cursor',
    detail: {
      zh: '游标无效，请从第一页重新开始。',
      en: 'This cursor is not one of ours: start from the first page.',
    },
  });
}

const noTree = (field: string, least: number, most: number): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field,
    detail: {
      zh: `记录数须在 ${least} 至 ${most} 之间。`,
      en: `A count of records lies between ${least} and ${most}.`,
    },
  });

const NO_CHECKPOINT = {
  zh: '尚无审计检查点：请设置 THAW_AUDIT_KEY，或稍后再试。',
  en: 'There is no checkpoint of the audit yet: set THAW_AUDIT_KEY, or try again shortly.',
};
