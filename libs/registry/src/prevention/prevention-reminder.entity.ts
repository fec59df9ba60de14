import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PreventionKind } from './policy';

/** That a merchant was reminded of a thing: once before its day and once after, whatever runs twice. Insert-only. */
@Entity('prevention_reminder')
export class PreventionReminder {
  @PrimaryColumn('uuid', { name: 'terminal_id' })
  terminalId: string;

  @PrimaryColumn('text')
  kind: PreventionKind;

  @PrimaryColumn('date', { name: 'due_on' })
  dueOn: string;

  @PrimaryColumn('text')
  phase: 'soon' | 'overdue';

  @Column('integer', { name: 'policy_version' })
  policyVersion: number;

  @Column('timestamptz')
  at: Date;
}

/** That a merchant had its letter of a day: one tells of everything, so that nobody gets a flood. Insert-only. */
@Entity('prevention_letter')
export class PreventionLetter {
  @PrimaryColumn('uuid', { name: 'merchant_id' })
  merchantId: string;

  @PrimaryColumn('date')
  day: string;

  @Column('timestamptz')
  at: Date;
}
