import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { CaseState, Outcome, ReasonCode, Resolution, SlaClass } from '../domain';

/** One freeze of one terminal, from report to closure. Changed only under a row lock, by the case service. */
@Entity('freeze_case')
@Index('freeze_case_open_terminal', ['terminalId'], { unique: true, where: `(state <> 'closed'::text)` })
@Index('freeze_case_decided', ['terminalId'], { where: '(outcome IS NOT NULL)' })
@Index('freeze_case_open_list', ['openedAt', 'id'], { where: `(state <> 'closed'::text)` })
@Index('freeze_case_changed', ['changedAt', 'id'])
@Index('freeze_case_open_changed', ['changedAt', 'id'], { where: `(state <> 'closed'::text)` })
@Index('freeze_case_queue_list', ['queue', 'openedAt', 'id'], { where: `(state <> 'closed'::text)` })
@Index('freeze_case_waiting', ['queue', 'priority', 'openedAt'], {
  where: `((owner_id IS NULL) AND (state <> 'closed'::text))`,
})
@Index('freeze_case_load', ['ownerId'], { where: `(state <> 'closed'::text)` })
@Index('freeze_case_closed_at', ['closedAt'], { where: `(state = 'closed'::text)` })
@Index('freeze_case_window', ['appealUntil', 'id'], { where: '(appeal_until IS NOT NULL)' })
@Index('freeze_case_upheld', ['id'], { where: `(state = 'upheld'::text)` })
@Index('freeze_case_watched', ['id'], { where: `(state = 'monitoring'::text)` })
@Index('freeze_case_terminal', ['terminalId', 'openedAt', 'id'])
@Index('freeze_case_list', ['openedAt', 'id'])
@Index('freeze_case_merchant', ['merchantId', 'openedAt', 'id'])
export class FreezeCase {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ type: 'text', unique: true })
  number: string;

  @Column({ type: 'integer' })
  version: number;

  /** Counts the steps that the merchant may see: by the other a merchant could count notes, takes and assigns. */
  @Column({ name: 'merchant_version', type: 'integer' })
  merchantVersion: number;

  @Column({ name: 'terminal_id', type: 'uuid' })
  terminalId: string;

  @Column({ name: 'merchant_id', type: 'uuid' })
  merchantId: string;

  @Column({ type: 'text' })
  state: CaseState;

  @Column({ name: 'reason_code', type: 'text', nullable: true })
  reasonCode: ReasonCode | null;

  @Column({ name: 'reference_version', type: 'integer' })
  referenceVersion: number;

  @Column({ name: 'sla_class', type: 'text', nullable: true })
  slaClass: SlaClass | null;

  @Column({ type: 'text', nullable: true })
  queue: string | null;

  @Column({ type: 'integer', default: 3 })
  priority: number;

  @Column({ name: 'owner_id', type: 'uuid', nullable: true })
  ownerId: string | null;

  @Column({ name: 'opened_at', type: 'timestamptz' })
  openedAt: Date;

  @Column({ name: 'opened_by', type: 'text' })
  openedBy: string;

  @Column({ name: 'opened_via', type: 'text' })
  openedVia: 'machine' | 'agent' | 'merchant';

  @Column({ name: 'state_since', type: 'timestamptz' })
  stateSince: Date;

  /** When it came to the version that it has. */
  @Column({ name: 'changed_at', type: 'timestamptz' })
  changedAt: Date;

  /** Of the decision clock while it runs, kept by a trigger on the clocks: lists sort by it. */
  @Column({ name: 'decision_due_at', type: 'timestamptz', nullable: true, insert: false, update: false })
  decisionDueAt: Date | null;

  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  closedAt: Date | null;

  @Column({ type: 'text', nullable: true })
  resolution: Resolution | null;

  @Column({ type: 'text', nullable: true })
  outcome: Outcome | null;

  @Column({ name: 'letter_delivered_at', type: 'timestamptz', nullable: true })
  letterDeliveredAt: Date | null;

  @Column({ name: 'appeal_until', type: 'timestamptz', nullable: true })
  appealUntil: Date | null;

  @Column({ name: 'appeal_rounds', type: 'integer', default: 0 })
  appealRounds: number;

  @Column({ name: 'watch_until', type: 'timestamptz', nullable: true })
  watchUntil: Date | null;

  /** When it was last to be decided anew on new facts; what the merchant was asked before counts no more. */
  @Column({ name: 'began_anew_at', type: 'timestamptz', nullable: true })
  beganAnewAt: Date | null;
}
