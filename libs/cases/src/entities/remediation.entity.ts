import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { MeasureAfter, StepCode } from '../domain';
import { StoredFile } from './stored-file';

/** What a decision ordered to be put right, and what becomes of the measures once it is. At most one is under way. */
@Entity('remediation')
@Index('remediation_under_way', ['caseId'], { unique: true, where: '(ended_at IS NULL)' })
@Index('remediation_case', ['caseId', 'begunAt', 'id'])
export class Remediation {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @Column({ type: 'text' })
  outcome: 'RM' | 'RP' | 'RL';

  @Column({ name: 'measures_after', type: 'jsonb' })
  measuresAfter: readonly MeasureAfter[];

  @Column({ name: 'begun_at', type: 'timestamptz' })
  begunAt: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt: Date | null;

  @Column({ name: 'ended_as', type: 'text', nullable: true })
  endedAs: 'done' | 'given_up' | 'overturned' | null;
}

/** One step of what must be put right, attested by one person and verified by another. Closed, it counts no more. */
@Entity('remediation_step')
@Index('remediation_step_once', ['caseId', 'code'], { unique: true, where: '(closed_at IS NULL)' })
@Index('remediation_step_proven', ['proofId'])
export class RemediationStep {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @Column({ type: 'text' })
  code: StepCode;

  @Column({ type: 'text' })
  state: 'open' | 'attested' | 'verified';

  @Column({ name: 'attested_by', type: 'uuid', nullable: true })
  attestedBy: string | null;

  @Column({ name: 'attested_at', type: 'timestamptz', nullable: true })
  attestedAt: Date | null;

  /** How the merchant told it, where staff attested for the merchant. */
  @Column({ name: 'on_behalf_channel', type: 'text', nullable: true })
  onBehalfChannel: string | null;

  @Column({ name: 'proof_id', type: 'uuid', nullable: true })
  proofId: string | null;

  @Column({ name: 'verified_by', type: 'uuid', nullable: true })
  verifiedBy: string | null;

  @Column({ name: 'verified_at', type: 'timestamptz', nullable: true })
  verifiedAt: Date | null;

  /** Why a verification failed last; it is to be attested anew. */
  @Column({ name: 'returned_reason', type: 'text', nullable: true })
  returnedReason: string | null;

  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  closedAt: Date | null;
}

/** A file that proves a step; its type is what its bytes say. */
@Entity('proof_file')
@Unique('proof_file_of_case', ['id', 'caseId'])
@Index('proof_file_case', ['caseId', 'uploadedAt', 'id'])
@Index('proof_file_taken', ['takenFrom'], { where: '(taken_from IS NOT NULL)' })
export class ProofFile extends StoredFile {
  @Column({ name: 'from_merchant', type: 'boolean' })
  fromMerchant: boolean;

  @Column({ name: 'uploaded_by', type: 'uuid' })
  uploadedBy: string;

  /** The same file in the case that this one took over, under the id that it has there. */
  @Column({ name: 'taken_from', type: 'uuid', nullable: true })
  takenFrom: string | null;
}
