import { AuditNumbering } from '@thaw/audit';
import type { Person, TestDesk } from './test-desk';

/** What stands for good in a record. */
export interface AuditEntry {
  readonly kind: string;
  readonly action: string;
  readonly actor: string;
  readonly subject: string;
  readonly key?: string;
  readonly case?: string;
  readonly request?: string;
  readonly code?: string;
  readonly rule?: string;
  readonly roles?: readonly string[];
  readonly times?: number;
}

interface ReadRecord {
  readonly seq: number;
  readonly entry: AuditEntry;
  readonly body: unknown;
}

/** What a reviewer reads of the audit, newest first, with everything that is committed numbered. */
export async function recordsOf(
  desk: TestDesk,
  reviewer: Person,
  query: Record<string, string | number>,
): Promise<readonly ReadRecord[]> {
  await desk.worker.get(AuditNumbering, { strict: false }).numberCommitted();
  const { body } = await reviewer.http.get('/v1/audit/records').query(query).expect(200);
  return (body.items as { seq: number; entry: string; body: string | null }[]).map((item) => ({
    seq: item.seq,
    entry: JSON.parse(item.entry) as AuditEntry,
    body: item.body === null ? null : (JSON.parse(item.body) as unknown),
  }));
}
