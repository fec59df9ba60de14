import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SettingDifference } from '../rules';

export const RULE_SET_EVENTS = [
  'created',
  'edited',
  'submitted',
  'returned',
  'shadow_started',
  'shadow_stopped',
  'activated',
  'retired',
  'discarded',
] as const;
export type RuleSetEventType = (typeof RULE_SET_EVENTS)[number];

export interface RuleSetEventData {
  /** Of `created` against the set it was made from, and of `edited` against what stood before. */
  readonly changes?: readonly SettingDifference[];
  /** Where it was renamed. */
  readonly name?: { readonly before: string; readonly after: string };
  /** Numbers of the sets that it came from, took the place of, or gave way to. */
  readonly basedOn?: number;
  readonly replaced?: number;
  readonly replacedBy?: number;
}

/** One entry of a rule set's history. Insert-only by grant and by trigger. */
@Entity('rule_set_event')
export class RuleSetEvent {
  @PrimaryColumn({ name: 'rule_set_id', type: 'uuid' })
  ruleSetId: string;

  /** Of the set, with this event. */
  @PrimaryColumn({ type: 'integer' })
  version: number;

  @Column({ type: 'timestamptz' })
  at: Date;

  @Column({ type: 'text' })
  actor: string;

  @Column({ type: 'text' })
  type: RuleSetEventType;

  @Column({ type: 'jsonb' })
  data: RuleSetEventData;

  /** What the person wrote, card numbers masked; empty where nothing. */
  @Column({ type: 'text' })
  note: string;
}
