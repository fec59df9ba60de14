import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { EvidenceCode, Supplier } from '../domain';
import { StoredFile } from './stored-file';

/** One asking for evidence: at most one is open on a case. */
@Entity('evidence_request')
@Unique('evidence_request_round', ['caseId', 'round'])
@Unique('evidence_request_of_case', ['id', 'caseId'])
@Index('evidence_request_open', ['caseId'], { unique: true, where: '(closed_at IS NULL)' })
export class EvidenceRequest {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @Column({ type: 'integer' })
  round: number;

  @Column({ name: 'returns_to', type: 'text' })
  returnsTo: 'reviewing' | 'appealing';

  @Column({ name: 'requested_by', type: 'uuid' })
  requestedBy: string;

  @Column({ name: 'requested_at', type: 'timestamptz' })
  requestedAt: Date;

  @Column({ name: 'due_at', type: 'timestamptz' })
  dueAt: Date;

  @Column({ name: 'pauses_clock', type: 'boolean' })
  pausesClock: boolean;

  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  closedAt: Date | null;

  @Column({ name: 'closed_as', type: 'text', nullable: true })
  closedAs: 'submitted' | 'overdue' | 'recalled' | null;
}

/** One thing asked for on a case. */
@Entity('evidence_item')
@Unique('evidence_item_once', ['caseId', 'code'])
export class EvidenceItem {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  /** The request that asked last; null while it is only needed. */
  @Column({ name: 'request_id', type: 'uuid', nullable: true })
  requestId: string | null;

  @Column({ type: 'text' })
  code: EvidenceCode;

  @Column({ type: 'text' })
  supplier: Supplier;

  /** As it was last asked for: the merchant reads it, so that another reason leaves it. */
  @Column({ type: 'boolean' })
  required: boolean;

  /** Required by a reason that the case no longer has, and not asked for since. */
  @Column({ type: 'boolean', default: false })
  released: boolean;

  @Column({ type: 'text' })
  state: 'needed' | 'requested' | 'supplied' | 'accepted' | 'rejected' | 'waived';

  @Column({ name: 'absence_reason', type: 'text', nullable: true })
  absenceReason: string | null;

  @Column({ name: 'assessment_reason', type: 'text', nullable: true })
  assessmentReason: string | null;

  @Column({ name: 'assessed_by', type: 'uuid', nullable: true })
  assessedBy: string | null;

  @Column({ name: 'assessed_at', type: 'timestamptz', nullable: true })
  assessedAt: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}

/** One file of an item, as stored: its type is what its bytes say, not what the sender said. */
@Entity('evidence_file')
@Unique('evidence_file_of_case', ['id', 'caseId'])
@Index('evidence_file_item', ['itemId', 'uploadedAt', 'id'])
export class EvidenceFile extends StoredFile {
  @Column({ name: 'item_id', type: 'uuid' })
  itemId: string;

  /** Part of what was rejected: a further request asks for other files, and this one no longer counts. */
  @Column({ type: 'boolean', default: false })
  rejected: boolean;

  @Column({ name: 'uploaded_by', type: 'text' })
  uploadedBy: string;

  @Column({ name: 'on_behalf_channel', type: 'text', nullable: true })
  onBehalfChannel: string | null;
}
