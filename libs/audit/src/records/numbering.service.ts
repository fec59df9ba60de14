import { Injectable } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import { Database, isUniqueViolation } from '@thaw/platform';
import { AuditDiffersError } from './audit-differs';

/** Records of one commit: as many as are numbered before others of the same desk get the database again. */
const PORTION = 1_000;

/** Numbers records that are committed, without a gap, and grows the tree by them. The database does it by itself. */
@Injectable()
export class AuditNumbering {
  constructor(private readonly database: Database) {}

  /**
   * A sweep, safe beside others of its kind. @returns how many were numbered.
   * @throws AuditDiffersError where the next number has its node already: the last records are gone.
   */
  async numberCommitted(portion = PORTION): Promise<number> {
    let numbered = 0;
    for (;;) {
      const taken = await this.number(portion);
      numbered += taken;
      if (taken < portion) return numbered;
    }
  }

  private async number(portion: number): Promise<number> {
    try {
      return await this.database.asActor(systemActor('worker'), async (tx) => {
        const [row] = await tx.query<{ taken: number }[]>('SELECT audit_number($1) AS taken', [portion]);
        return row?.taken ?? 0;
      });
    } catch (error) {
      if (!isUniqueViolation(error, 'audit_node_pkey')) throw error;
      throw new AuditDiffersError('the last records that were numbered are gone', { cause: error });
    }
  }
}
