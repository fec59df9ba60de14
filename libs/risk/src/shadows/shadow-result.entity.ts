import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ScorePart } from '../rules';

/**
 * What a set in shadow found in a scan, counted. It stands apart from findings: no case, no merchant and no decision reads
 * it. Insert-only.
 */
@Entity('shadow_result')
@Index('shadow_result_order', ['ruleSetId', 'finishedAt'])
export class ShadowResult {
  @PrimaryColumn({ name: 'scan_id', type: 'uuid' })
  scanId: string;

  @PrimaryColumn({ name: 'rule_set_id', type: 'uuid' })
  ruleSetId: string;

  @Column({ type: 'integer' })
  score: number;

  @Column({ type: 'integer' })
  findings: number;

  /** Of each rule that fired. */
  @Column({ type: 'jsonb' })
  parts: readonly ScorePart[];

  /** SHA-256 over its findings, as a scan under this set would have it. */
  @Column({ type: 'bytea' })
  digest: Buffer;

  @Column({ name: 'finished_at', type: 'timestamptz' })
  finishedAt: Date;
}
