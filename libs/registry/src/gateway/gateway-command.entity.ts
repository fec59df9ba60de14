import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { StoredMeasureTerms } from '../measures';

export type CommandKind = 'lift' | 'narrow';

/**
 * `pending`: to be sent (again). `sent`: the terminal system has accepted it and has not said how it ended.
 * `confirmed` and `failed` are settled. `withdrawn`: the restore was stopped, or begun anew, before it went through.
 * A late confirmation still turns either into `confirmed`, since it is true.
 */
export type CommandState = 'pending' | 'sent' | 'confirmed' | 'failed' | 'withdrawn';

/** One command to the terminal system. Its id is the idempotency key the other side knows it by. */
@Entity('gateway_command')
@Index('gateway_command_case', ['caseId'])
@Index('gateway_command_due', ['nextAttemptAt'], { where: "state IN ('pending', 'sent')" })
export class GatewayCommand {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'case_id' })
  caseId: string;

  @Column('uuid', { name: 'terminal_id' })
  terminalId: string;

  @Column('uuid', { name: 'measure_id', nullable: true })
  measureId: string | null;

  @Column('text')
  kind: CommandKind;

  /** What a narrowed measure becomes; empty for a lift. */
  @Column('jsonb')
  parameters: StoredMeasureTerms | Record<string, never>;

  @Column('text')
  state: CommandState;

  @Column('integer', { default: 0 })
  attempts: number;

  /** When it is to be sent or asked after; null once settled. */
  @Column('timestamptz', { name: 'next_attempt_at', nullable: true })
  nextAttemptAt: Date | null;

  /** Until then a queued job is expected to take it up; past it the sweep asks for another. */
  @Column('timestamptz', { name: 'claimed_until', nullable: true })
  claimedUntil: Date | null;

  @Column('text', { name: 'last_error', nullable: true })
  lastError: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt: Date | null;

  @Column('timestamptz', { name: 'settled_at', nullable: true })
  settledAt: Date | null;
}
