import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { FundsAfter } from '../domain';

/** What one person says was done of a termination, and who agreed; at most one stands on a case. */
@Entity('termination_statement')
@Index('termination_statement_case', ['caseId'])
@Index('termination_statement_stands', ['caseId'], { unique: true, where: '(withdrawn_at IS NULL)' })
export class TerminationStatementRow {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @Column({ name: 'device_recovered', type: 'boolean' })
  deviceRecovered: boolean;

  @Column({ name: 'batch_settled', type: 'boolean' })
  batchSettled: boolean;

  @Column({ name: 'listing_reference', type: 'text', nullable: true })
  listingReference: string | null;

  @Column({ name: 'listed_on', type: 'date', nullable: true })
  listedOn: string | null;

  @Column({ type: 'jsonb' })
  funds: readonly FundsAfter[];

  @Column({ name: 'signed_by', type: 'uuid' })
  signedBy: string;

  @Column({ name: 'signed_at', type: 'timestamptz' })
  signedAt: Date;

  @Column({ name: 'countersigned_by', type: 'uuid', nullable: true })
  countersignedBy: string | null;

  @Column({ name: 'countersigned_at', type: 'timestamptz', nullable: true })
  countersignedAt: Date | null;

  /** Another was signed in its place, or the termination began anew. */
  @Column({ name: 'withdrawn_at', type: 'timestamptz', nullable: true })
  withdrawnAt: Date | null;
}
