import type { FeeProfile } from '@thaw/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The desk's own cases that were closed as unfounded. */
export const CLEARED_CASES = 'cleared_cases';

/** How often a rule with these very parameters fired in a population of what is ordinary. */
@Entity('rule_base_rate')
export class BaseRate {
  /** Id of a reference population, or {@link CLEARED_CASES}. */
  @PrimaryColumn({ type: 'text' })
  population: string;

  @PrimaryColumn({ type: 'text' })
  rule: string;

  @PrimaryColumn({ name: 'rule_version', type: 'integer' })
  ruleVersion: number;

  @PrimaryColumn({ type: 'jsonb' })
  parameters: Readonly<Record<string, number>>;

  @PrimaryColumn({ name: 'fee_profile', type: 'text' })
  feeProfile: FeeProfile;

  /** Shops or cases. */
  @Column({ type: 'integer' })
  size: number;

  /** Of those: in how many it fired at least once. */
  @Column({ type: 'integer' })
  fired: number;

  @Column({ type: 'integer' })
  findings: number;

  @Column({ name: 'measured_at', type: 'timestamptz' })
  measuredAt: Date;
}
