import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { CommandKind, CommandPurpose, StoredMeasureTerms } from '../measures';

/**
 * `pending`: to be sent (again). `sent`: the terminal system has accepted it and has not said how it ended.
 * `confirmed` and `failed` are settled. `withdrawn`: it was stopped, or ordered anew, before it went through.
 * A late confirmation still turns either into `confirmed`, since it is true.
 */
export type CommandState = 'pending' | 'sent' | 'confirmed' | 'failed' | 'withdrawn';

/** What a measure becomes, under the id that it has from then on. */
export type NarrowParameters = StoredMeasureTerms & { readonly becomes?: string };
/** What is imposed, and the measure whose place it takes once it is. */
export type FreezeParameters = StoredMeasureTerms & { readonly replaces: string | null };
/** Null: all that the measure holds. */
export interface ReleaseParameters {
  readonly amountFen: number | null;
}

export type CommandParameters =
  NarrowParameters | FreezeParameters | ReleaseParameters | Readonly<Record<string, unknown>>;

/** One command to the terminal system. Its id is the idempotency key the other side knows it by. */
@Entity('gateway_command')
@Unique('gateway_command_of_one_case', ['id', 'caseId'])
@Index('gateway_command_case', ['caseId'])
@Index('gateway_command_measure', ['measureId'])
@Index('gateway_command_followers', ['afterId'], { where: 'after_id IS NOT NULL' })
@Index('gateway_command_due', ['nextAttemptAt'], { where: "state IN ('pending', 'sent')" })
@Index('gateway_command_untold', ['settledAt'], {
  where: "told_at IS NULL AND purpose <> 'restore' AND state IN ('confirmed', 'failed')",
})
export class GatewayCommand {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'case_id' })
  caseId: string;

  @Column('uuid', { name: 'terminal_id' })
  terminalId: string;

  /** Null for what is about a device. */
  @Column('uuid', { name: 'measure_id', nullable: true })
  measureId: string | null;

  /** The device that is bound or retired. */
  @Column('text', { name: 'serial_no', nullable: true })
  serialNo: string | null;

  @Column('text')
  kind: CommandKind;

  @Column('text')
  purpose: CommandPurpose;

  /** What a measure becomes, or how much is released; empty for a lift. */
  @Column('jsonb')
  parameters: CommandParameters;

  /** The actor whose transaction ordered it; the database says so. */
  @Column('text', { name: 'ordered_by' })
  orderedBy: string;

  @Column('text')
  state: CommandState;

  @Column('integer', { default: 0 })
  attempts: number;

  /** When it is to be sent or asked after; null once settled. */
  @Column('timestamptz', { name: 'next_attempt_at', nullable: true })
  nextAttemptAt: Date | null;

  /** From then on it is not sent any more: what has not been done by then has failed. */
  @Column('timestamptz', { name: 'deadline_at' })
  deadlineAt: Date;

  /** The command that has to come to its end before this one is sent. */
  @Column('uuid', { name: 'after_id', nullable: true })
  afterId: string | null;

  /** The command that this one takes back. */
  @Column('uuid', { name: 'reverses_id', nullable: true })
  reversesId: string | null;

  /** Since when it counts for no restore any more: its restore was stopped, or another has begun. */
  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt: Date | null;

  /** Whether the terminal system may have done it: it was sent, and no answer has said that it was not. */
  @Column('boolean', { name: 'may_be_done', default: false })
  mayBeDone: boolean;

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

  /** How we know that it was done: the terminal system said so, or two persons did. */
  @Column('text', { name: 'confirmed_via', nullable: true })
  confirmedVia: 'gateway' | 'manual' | null;

  /** When its end was told to the case; of a restore the case itself says so. */
  @Column('timestamptz', { name: 'told_at', nullable: true })
  toldAt: Date | null;
}
