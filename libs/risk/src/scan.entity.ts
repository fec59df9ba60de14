import { bigintAsNumber } from '@thaw/platform';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { FactsLeftOut } from './facts/terminal-facts.query';
import type { TerminalFacts } from './rules';
import type { ScanCounts } from './engine';

/** What a rule was run with: its version, its weight in the set, and every parameter. */
export interface ScannedRule {
  readonly code: string;
  readonly version: number;
  /** Absent in scans from before there were rule sets: the rule's own. */
  readonly weight?: number;
  readonly parameters: Readonly<Record<string, number>>;
}

/** A set that ran in shadow when the scan was asked for. */
export interface ScannedShadow {
  readonly ruleSetId: string;
  readonly rules: readonly ScannedRule[];
}

/** One pass of all rules over one terminal's history. */
@Entity('scan')
@Index('scan_terminal', ['terminalId', 'createdAt', 'id'])
@Index('scan_case', ['caseId', 'createdAt', 'id'], { where: '(case_id IS NOT NULL)' })
@Index('scan_seq', ['caseId', 'seq'], { unique: true })
export class Scan {
  @PrimaryColumn('uuid')
  id: string;

  /** In the order in which they were asked for, given by the database. */
  @Column({ type: 'bigint', insert: false, update: false, transformer: bigintAsNumber })
  seq: number;

  @Column({ name: 'terminal_id', type: 'uuid' })
  terminalId: string;

  @Column({ name: 'case_id', type: 'uuid', nullable: true })
  caseId: string | null;

  @Column({ type: 'text' })
  state: 'queued' | 'running' | 'finished' | 'failed';

  /** Null from before there were sets: the defaults, which set 1 holds. */
  @Column({ name: 'rule_set_id', type: 'uuid', nullable: true })
  ruleSetId: string | null;

  /** What its set says of this build's rules, those that are enabled. */
  @Column({ type: 'jsonb' })
  rules: readonly ScannedRule[];

  @Column({ type: 'jsonb', default: [] })
  shadows: readonly ScannedShadow[];

  /** What was known of the terminal beside its stream, frozen for a replay. */
  @Column({ type: 'jsonb' })
  facts: TerminalFacts;

  /** How many of a fact there were beyond what a scan takes. */
  @Column({ name: 'facts_left_out', type: 'jsonb', default: {} })
  factsLeftOut: FactsLeftOut;

  @Column({ name: 'time_zone', type: 'text' })
  timeZone: string;

  @Column({ type: 'text' })
  currency: string;

  /** The history as it stood at this instant. */
  @Column({ name: 'cut_off_at', type: 'timestamptz' })
  cutOffAt: Date;

  @Column({ name: 'rows_total', type: 'bigint', nullable: true, transformer: bigintAsNumber })
  rowsTotal: number | null;

  @Column({ name: 'rows_done', type: 'bigint', default: 0, transformer: bigintAsNumber })
  rowsDone: number;

  @Column({ type: 'jsonb', nullable: true })
  counts: ScanCounts | null;

  /** 0–100, from the weights of the rules that fired. */
  @Column({ type: 'integer', nullable: true })
  score: number | null;

  /** Which history was scanned: SHA-256 of its rows in hex, and the greatest of their ids; null before it is finished. */
  @Column({ name: 'history_digest', type: 'text', nullable: true })
  historyDigest: string | null;

  @Column({ name: 'history_last_id', type: 'bigint', nullable: true, transformer: bigintAsNumber })
  historyLastId: number | null;

  @Column({ name: 'facts_digest', type: 'text', nullable: true })
  factsDigest: string | null;

  /** Of the findings as they were stored, in hex. */
  @Column({ name: 'findings_digest', type: 'text', nullable: true })
  findingsDigest: string | null;

  @Column({ type: 'text', nullable: true })
  failure: string | null;

  @Column({ name: 'created_by', type: 'text' })
  createdBy: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt: Date | null;

  /** When the scan last moved: one that rests too long has lost its job. */
  @Column({ name: 'heartbeat_at', type: 'timestamptz', nullable: true })
  heartbeatAt: Date | null;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt: Date | null;
}
