import { Injectable } from '@nestjs/common';
import { AuditRecords, recordRead, type CaseAudit } from '@thaw/audit';
import type { Actor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { CaseRepository } from './case.repository';

/** What the audit holds of a case, for those who may read it. */
@Injectable()
export class CaseAudits {
  constructor(
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly records: AuditRecords,
  ) {}

  /** Reading it is recorded too. @throws DomainError NOT_FOUND */
  async of(actor: Actor, number: string): Promise<CaseAudit> {
    return this.database.asActor(actor, async (tx) => {
      const { id: caseId } = await this.cases.get(tx, number, actor);
      await recordRead(tx, 'audit', { subject: 'freeze_case', key: caseId, caseId });
      return this.records.ofCase(tx, caseId);
    });
  }
}
