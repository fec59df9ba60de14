import type { ClockKind } from '@thaw/sla';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EscalationDeed } from '../domain';

/** What a step of a clock did to its case beside reminding: its key makes a second time impossible. Insert-only. */
@Entity('clock_escalation')
export class ClockEscalation {
  @PrimaryColumn('uuid', { name: 'case_id' })
  caseId: string;

  @PrimaryColumn('text')
  kind: ClockKind;

  /** A clock that is started anew escalates anew; one whose due instant is moved does not. */
  @PrimaryColumn('timestamptz', { name: 'began_at' })
  beganAt: Date;

  @PrimaryColumn('text')
  step: string;

  @PrimaryColumn('text')
  does: EscalationDeed;

  @Column('timestamptz')
  at: Date;
}
