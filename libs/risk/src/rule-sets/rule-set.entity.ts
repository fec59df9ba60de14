import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { RuleSettings } from '../rules';

export const RULE_SET_STATES = ['draft', 'shadow', 'active', 'retired', 'discarded'] as const;
export type RuleSetState = (typeof RULE_SET_STATES)[number];

/** Rules with weights and parameters that scans run. One is active; its rules never change, nor a retired one's. */
@Entity('rule_set')
@Unique('rule_set_number', ['number'])
@Index('rule_set_active', ['state'], { unique: true, where: `(state = 'active'::text)` })
export class RuleSet {
  @PrimaryColumn('uuid')
  id: string;

  /** 1, 2, 3 …: what people call it. */
  @Column({ type: 'integer' })
  number: number;

  /** Rises with every event of its history. */
  @Column({ type: 'integer' })
  version: number;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  state: RuleSetState;

  @Column({ type: 'jsonb' })
  rules: RuleSettings;

  @Column({ name: 'based_on', type: 'uuid', nullable: true })
  basedOn: string | null;

  @Column({ name: 'created_by', type: 'text' })
  createdBy: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'edited_by', type: 'text' })
  editedBy: string;

  @Column({ name: 'edited_at', type: 'timestamptz' })
  editedAt: Date;

  /** Who asked for it to be activated; null: nobody, or it was edited or returned since. */
  @Column({ name: 'submitted_by', type: 'text', nullable: true })
  submittedBy: string | null;

  @Column({ name: 'submitted_at', type: 'timestamptz', nullable: true })
  submittedAt: Date | null;

  /** The set that was active then, and that it is to take the place of. */
  @Column({ name: 'submitted_against', type: 'uuid', nullable: true })
  submittedAgainst: string | null;

  @Column({ name: 'activated_by', type: 'text', nullable: true })
  activatedBy: string | null;

  @Column({ name: 'activated_at', type: 'timestamptz', nullable: true })
  activatedAt: Date | null;

  @Column({ name: 'retired_at', type: 'timestamptz', nullable: true })
  retiredAt: Date | null;

  /** When the base rates of its rules were last asked for. */
  @Column({ name: 'rates_asked_at', type: 'timestamptz', nullable: true })
  ratesAskedAt: Date | null;
}
