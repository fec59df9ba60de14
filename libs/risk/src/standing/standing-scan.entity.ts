import { bigintAsNumber } from '@thaw/platform';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ParameterUnit, TerminalFacts } from '../rules';
import type { StandingRule } from './standing-setup';

const bigintsAsNumbers = {
  to: (value: readonly number[]): readonly number[] => value,
  from: (value: readonly string[]): readonly number[] => value.map(Number),
};

/**
 * Why the findings of a terminal are to be made anew: there are none yet, a transaction came later than what is kept
 * open, rules or facts are others now, or the history was written to by another way.
 */
export const REFRESH_REASONS = ['first', 'late', 'setup', 'history'] as const;
export type RefreshReason = (typeof REFRESH_REASONS)[number];

/**
 * The standing scan of a terminal: what its history comes to under the rules in force, kept up to date by appends.
 * Scans of cases are apart from it: decisions rest on those, and they never change.
 */
@Entity('standing_scan')
@Index('standing_scan_waiting', ['refreshRequestedAt'], { where: 'refresh_requested_at IS NOT NULL' })
export class StandingScan {
  @PrimaryColumn('uuid', { name: 'terminal_id' })
  terminalId: string;

  /** Of the next four, but of the facts those of the registry alone; null, as all of the state, before the first scan. */
  @Column('text', { name: 'setup_digest', nullable: true })
  setupDigest: string | null;

  @Column('jsonb', { nullable: true })
  rules: readonly StandingRule[] | null;

  @Column('jsonb', { nullable: true })
  facts: TerminalFacts | null;

  /** When they were last looked at. */
  @Column('timestamptz', { name: 'facts_at', nullable: true })
  factsAt: Date | null;

  @Column('text', { name: 'time_zone', nullable: true })
  timeZone: string | null;

  @Column('text', { nullable: true })
  currency: string | null;

  /** The history's ledger when it was last up to date. */
  @Column('bigint', { transformer: bigintAsNumber })
  written: number;

  /** As `KeptState.stream`; it has seen the history up to the place, while the rows behind it are open. */
  @Column('text', { nullable: true })
  state: string | null;

  @Column('timestamptz', { name: 'place_at', nullable: true })
  placeAt: Date | null;

  @Column('integer', { name: 'place_line', nullable: true })
  placeLine: number | null;

  @Column('bigint', { name: 'place_id', nullable: true, transformer: bigintAsNumber })
  placeId: number | null;

  /** Rows of the history when it was last up to date. */
  @Column('bigint', { transformer: bigintAsNumber })
  records: number;

  /** How many of them stand behind the place. */
  @Column('integer', { name: 'open_rows' })
  openRows: number;

  /** JSON of what the open rows come to, to be laid over the stored findings: rule and head of each. */
  @Column('text', { name: 'open_findings', nullable: true })
  openFindings: string | null;

  /** When it was last up to date. */
  @Column('timestamptz', { name: 'as_of', nullable: true })
  asOf: Date | null;

  /** While it is not up to date: when the job that mends it was asked for. */
  @Column('timestamptz', { name: 'refresh_requested_at', nullable: true })
  refreshRequestedAt: Date | null;

  @Column('text', { name: 'refresh_reason', nullable: true })
  refreshReason: RefreshReason | null;

  /** How often that job has used up its attempts since it was first asked for. */
  @Column('integer', { name: 'refresh_failures', default: 0 })
  refreshFailures: number;
}

/** What the state knows of one card. */
@Entity('standing_card')
export class StandingCard {
  @PrimaryColumn('uuid', { name: 'terminal_id' })
  terminalId: string;

  @PrimaryColumn('text', { name: 'card_token' })
  cardToken: string;

  @Column('text')
  state: string;
}

/** A finding as far as it is settled: what is open is laid over it. */
@Entity('standing_finding')
export class StandingFinding {
  @PrimaryColumn('uuid', { name: 'terminal_id' })
  terminalId: string;

  @PrimaryColumn('text')
  rule: string;

  @PrimaryColumn('text', { name: 'finding_key' })
  findingKey: string;

  @Column('text', { name: 'card_token', nullable: true })
  cardToken: string | null;

  @Column('timestamptz', { name: 'from_at' })
  fromAt: Date;

  @Column('timestamptz', { name: 'to_at' })
  toAt: Date;

  @Column('integer')
  count: number;

  @Column('bigint', { name: 'sum_fen', transformer: bigintAsNumber })
  sumFen: number;

  @Column('bigint', { transformer: bigintAsNumber })
  measured: number;

  @Column('bigint', { transformer: bigintAsNumber })
  threshold: number;

  @Column('text')
  unit: ParameterUnit;

  @Column('jsonb')
  details: Readonly<Record<string, number>>;

  /** The last of them; those before are in {@link StandingFindingPart}s. */
  @Column('bigint', { name: 'transaction_ids', array: true, transformer: bigintsAsNumbers })
  transactionIds: readonly number[];
}

/** Ids of a finding that has many, in the order of `position`. */
@Entity('standing_finding_part')
export class StandingFindingPart {
  @PrimaryColumn('uuid', { name: 'terminal_id' })
  terminalId: string;

  @PrimaryColumn('text')
  rule: string;

  @PrimaryColumn('text', { name: 'finding_key' })
  findingKey: string;

  @PrimaryColumn('integer')
  position: number;

  @Column('bigint', { name: 'transaction_ids', array: true, transformer: bigintsAsNumbers })
  transactionIds: readonly number[];
}
