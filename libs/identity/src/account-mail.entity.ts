import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Those with a link by which a password is set. */
export type LinkKind = 'invitation' | 'reset';
/** Those that tell an owner what was changed. */
export type NoticeKind =
  | 'password_changed'
  | 'recovery_code_used'
  | 'recovery_codes_renewed'
  | 'second_factor_enrolled'
  | 'second_factor_reset'
  | 'sso_linked';
export type AccountMailKind = LinkKind | NoticeKind;

/** A mail about an account. The token of a link is kept nowhere: it follows from the id and a key. */
@Entity('account_mail')
@Index('account_mail_login', ['login', 'createdAt'])
@Index('account_mail_created', ['createdAt'])
export class AccountMail {
  @PrimaryColumn('uuid')
  id: string;

  /** As it was asked for, in lower case, whether anybody has it or not. */
  @Column('text')
  login: string;

  /** Null where nobody who may sign in has the name: then nothing is sent. */
  @Column('uuid', { name: 'user_id', nullable: true })
  userId: string | null;

  @Column('text')
  kind: AccountMailKind;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  /** Of its link; null where there is none. */
  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt: Date | null;

  /** Since when the mail server has it; before that its link opens nothing. */
  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt: Date | null;

  /** Its link was used, or another took its place. */
  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;
}
