import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { BacktestPart, BacktestResult } from '../engine';
import type { RuleSettings } from '../rules';

export const BACKTEST_STATES = ['queued', 'running', 'finished', 'failed', 'cancelled'] as const;
export type BacktestState = (typeof BACKTEST_STATES)[number];

/** What a set was when the backtest was asked for. */
export interface BacktestSet {
  readonly name: string;
  /** Number of the rule set that it begins with; null: as this build has the rules. */
  readonly ruleSet: number | null;
  /** All of them, whatever they begin with. */
  readonly rules: RuleSettings;
}

/** Whose histories are read. A sample is so many, or such a share, of the terminals that have one, drawn by the seed. */
export type BacktestScope =
  | { readonly kind: 'terminal'; readonly terminalId: string }
  | { readonly kind: 'sample'; readonly terminals: number; readonly seed: number }
  | { readonly kind: 'sample'; readonly percent: number; readonly seed: number }
  | { readonly kind: 'all' };

/** Parameter sets over the histories of one terminal, some or all. */
@Entity('backtest')
@Index('backtest_list', ['createdAt', 'id'])
@Index('backtest_under_way', ['createdAt'], {
  where: `(state = ANY (ARRAY['queued'::text, 'running'::text]))`,
})
export class Backtest {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ type: 'text' })
  state: BacktestState;

  @Column({ type: 'jsonb' })
  sets: readonly BacktestSet[];

  /** SHA-256 of `sets`, in hex. */
  @Column({ name: 'sets_digest', type: 'text' })
  setsDigest: string;

  @Column({ type: 'jsonb' })
  scope: BacktestScope;

  @Column({ name: 'time_zone', type: 'text' })
  timeZone: string;

  /** Null until they are chosen. */
  @Column({ name: 'terminals_total', type: 'integer', nullable: true })
  terminalsTotal: number | null;

  @Column({ name: 'terminals_done', type: 'integer', default: 0 })
  terminalsDone: number;

  @Column({
    name: 'rows_done',
    type: 'bigint',
    default: 0,
    transformer: { to: (value: number): number => value, from: (value: string): number => Number(value) },
  })
  rowsDone: number;

  /** SHA-256 over the terminals, their facts and histories as they were read, in hex. */
  @Column({ name: 'histories_digest', type: 'text', nullable: true })
  historiesDigest: string | null;

  @Column({ type: 'jsonb', nullable: true, select: false })
  result: BacktestResult | null;

  @Column({ type: 'text', nullable: true })
  failure: string | null;

  /** Whoever began it last: another that still works on it stops. */
  @Column({ type: 'uuid', nullable: true, select: false })
  runner: string | null;

  @Column({ name: 'created_by', type: 'text' })
  createdBy: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt: Date | null;

  /** When it last moved: one that rests too long has lost its job. */
  @Column({ name: 'heartbeat_at', type: 'timestamptz', nullable: true })
  heartbeatAt: Date | null;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt: Date | null;
}

/** A terminal of a backtest, and what came of it once it has been read. */
@Entity('backtest_terminal')
export class BacktestTerminal {
  @PrimaryColumn({ name: 'backtest_id', type: 'uuid' })
  backtestId: string;

  @PrimaryColumn({ type: 'integer' })
  position: number;

  @Column({ name: 'terminal_id', type: 'uuid' })
  terminalId: string;

  @Column({ name: 'facts_digest', type: 'text', nullable: true })
  factsDigest: string | null;

  /** Of the history as it was read; null before, and of an empty one. */
  @Column({ name: 'history_digest', type: 'bytea', nullable: true })
  historyDigest: Buffer | null;

  @Column({ type: 'jsonb', nullable: true })
  part: BacktestPart | null;
}
