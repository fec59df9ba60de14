import { bigintAsNumber } from '@thaw/platform';
import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { CaseState, MeasureAfter, Outcome } from '../domain';

/** A decision proposed by one person and settled by another. */
@Entity('proposal')
@Index('proposal_pending', ['caseId'], { unique: true, where: `(state = 'pending'::text)` })
@Index('proposal_case', ['caseId', 'proposedAt', 'id'])
@Index('proposal_seq', ['caseId', 'seq'], { unique: true })
export class Proposal {
  @PrimaryColumn('uuid')
  id: string;

  /** In the order in which they were made, given by the database. */
  @Column({ type: 'bigint', insert: false, update: false, transformer: bigintAsNumber })
  seq: number;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @Column({ type: 'text' })
  outcome: Outcome;

  @Column({ name: 'scan_id', type: 'uuid' })
  scanId: string;

  @Column({ name: 'measures_after', type: 'jsonb' })
  measuresAfter: readonly MeasureAfter[];

  /** What it rested on, to tell whether that has changed. */
  @Column({ type: 'text' })
  fingerprint: string;

  /** The objection that was open when it was proposed, and the answer to it: the merchant reads that once approved. */
  @Column({ name: 'answers_objection', type: 'uuid', nullable: true })
  answersObjection: string | null;

  @Column({ name: 'objection_reply', type: 'text', nullable: true })
  objectionReply: string | null;

  @Column({ type: 'text' })
  state: 'pending' | 'approved' | 'returned' | 'withdrawn';

  @Column({ name: 'proposed_by', type: 'uuid' })
  proposedBy: string;

  @Column({ name: 'proposed_at', type: 'timestamptz' })
  proposedAt: Date;

  @Column({ name: 'decided_by', type: 'uuid', nullable: true })
  decidedBy: string | null;

  @Column({ name: 'decided_at', type: 'timestamptz', nullable: true })
  decidedAt: Date | null;
}

/** A merchant's objection before the decision; the proposal must answer it. */
@Entity('objection')
@Index('objection_case', ['caseId'])
@Index('objection_open', ['caseId'], {
  unique: true,
  where: '((answered_by IS NULL) AND (dismissal_reply IS NULL))',
})
export class Objection {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @Column({ name: 'objected_by', type: 'text' })
  objectedBy: string;

  /** How the merchant said it, where staff filed it. */
  @Column({ name: 'on_behalf_channel', type: 'text', nullable: true })
  onBehalfChannel: string | null;

  @Column({ name: 'objected_at', type: 'timestamptz' })
  objectedAt: Date;

  @Column({ name: 'reply_due_at', type: 'timestamptz' })
  replyDueAt: Date;

  @Column({ name: 'answered_by', type: 'uuid', nullable: true })
  answeredBy: string | null;

  /** What the merchant was answered where the case was dismissed, and no proposal could answer. */
  @Column({ name: 'dismissal_reply', type: 'text', nullable: true })
  dismissalReply: string | null;
}

/** One round of a merchant's objection to an upheld freeze; rounds are counted by decision. */
@Entity('appeal')
@Unique('appeal_round', ['proposalId', 'round'])
@Index('appeal_case', ['caseId', 'openedAt', 'id'])
@Index('appeal_open', ['caseId'], { unique: true, where: '(decided_at IS NULL)' })
@Index('appeal_watched', ['caseId'], {
  where: `((decided_at IS NULL) AND (appealed_state = 'monitoring'::text))`,
})
export class Appeal {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @Column({ type: 'integer' })
  round: number;

  @Column({ name: 'appealed_state', type: 'text' })
  appealedState: CaseState;

  @Column({ name: 'appealed_outcome', type: 'text' })
  appealedOutcome: Outcome;

  @Column({ name: 'proposal_id', type: 'uuid' })
  proposalId: string;

  @Column({ name: 'opened_by', type: 'text' })
  openedBy: string;

  /** How the merchant said it, where staff filed it. */
  @Column({ name: 'on_behalf_channel', type: 'text', nullable: true })
  onBehalfChannel: string | null;

  @Column({ name: 'opened_at', type: 'timestamptz' })
  openedAt: Date;

  @Column({ name: 'reply_due_at', type: 'timestamptz' })
  replyDueAt: Date;

  @Column({ name: 'decided_by', type: 'uuid', nullable: true })
  decidedBy: string | null;

  @Column({ name: 'decided_at', type: 'timestamptz', nullable: true })
  decidedAt: Date | null;

  @Column({ type: 'text', nullable: true })
  decision: 'upheld' | 'overturned' | 'overturned_in_part' | null;
}

@Entity('appeal_answer')
export class AppealAnswer {
  @PrimaryColumn({ name: 'appeal_id', type: 'uuid' })
  appealId: string;

  @PrimaryColumn({ name: 'finding_id', type: 'uuid' })
  findingId: string;

  @Column({ type: 'text' })
  answer: string;
}
