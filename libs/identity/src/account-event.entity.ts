import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export const ACCOUNT_EVENT_KINDS = [
  'disabled',
  'invited',
  'password_set',
  'role_granted',
  'role_confirmed',
  'role_withdrawn',
  'recovery_code_used',
  'recovery_codes_renewed',
  'second_factor_enrolled',
  'second_factor_reset',
  'sessions_ended',
  'sso_linked',
  'sso_unlinked',
] as const;
export type AccountEventKind = (typeof ACCOUNT_EVENT_KINDS)[number];

/** What was done to an account, and by whom; only ever added to. */
@Entity('account_event')
@Index('account_event_of', ['userId', 'createdAt', 'id'])
export class AccountEvent {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text')
  kind: AccountEventKind;

  /** The actor's reference, e.g. `user:<id>`. */
  @Column('text', { name: 'done_by' })
  doneBy: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  /** Codes and ids alone. */
  @Column('jsonb')
  data: Readonly<Record<string, string | number>>;
}
