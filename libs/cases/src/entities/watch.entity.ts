import { bigintAsNumber } from '@thaw/platform';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { HitAnswer } from '../domain';

/** The scan of one day of a watch, in the desk's zone: one a day, whoever else looks for it. */
@Entity('watch_scan')
@Index('watch_scan_waiting', ['askedAt'], { where: 'done_at IS NULL' })
export class WatchScan {
  @PrimaryColumn({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @PrimaryColumn({ type: 'date' })
  day: string;

  @Column({ name: 'asked_at', type: 'timestamptz' })
  askedAt: Date;

  @Column({ name: 'done_at', type: 'timestamptz', nullable: true })
  doneAt: Date | null;
}

/** A hit that came after a decision, as it was when it was told, and what became of it. */
@Entity('watch_hit')
@Index('watch_hit_case', ['caseId', 'scanId', 'foundAt', 'id'])
export class WatchHit {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  /** The scan that the decision rests on: to another decision, it may be known. */
  @Column({ name: 'scan_id', type: 'uuid' })
  scanId: string;

  @Column({ type: 'text' })
  rule: string;

  @Column({ name: 'finding_key', type: 'text' })
  findingKey: string;

  @Column({ type: 'integer' })
  weight: number;

  @Column({ type: 'integer' })
  count: number;

  @Column({ name: 'sum_fen', type: 'bigint', transformer: bigintAsNumber })
  sumFen: number;

  @Column({ type: 'bigint', transformer: bigintAsNumber })
  measured: number;

  @Column({ type: 'bigint', transformer: bigintAsNumber })
  threshold: number;

  @Column({ name: 'from_at', type: 'timestamptz' })
  fromAt: Date;

  @Column({ name: 'to_at', type: 'timestamptz' })
  toAt: Date;

  @Column({ name: 'found_at', type: 'timestamptz' })
  foundAt: Date;

  @Column({ type: 'text', nullable: true })
  answer: HitAnswer | null;

  @Column({ name: 'answered_by', type: 'text', nullable: true })
  answeredBy: string | null;

  @Column({ name: 'answered_at', type: 'timestamptz', nullable: true })
  answeredAt: Date | null;
}
