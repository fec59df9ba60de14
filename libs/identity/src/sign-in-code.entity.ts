import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** That somebody asked for a code to sign in with. The code itself is kept nowhere: it follows from the id and a key. */
@Entity('sign_in_code')
@Index('sign_in_code_login', ['login', 'createdAt'])
@Index('sign_in_code_created', ['createdAt'])
@Index('sign_in_code_sent_to', ['sentTo', 'createdAt'], { where: 'sent_to IS NOT NULL' })
export class SignInCode {
  @PrimaryColumn('uuid')
  id: string;

  /** As it was asked for, in lower case, whether anybody has it or not. */
  @Column('text')
  login: string;

  /** Null where nobody who may sign in by code has the name: then no code is sent, and none is right. */
  @Column('uuid', { name: 'user_id', nullable: true })
  userId: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  @Column('integer')
  tries: number;

  /** The number that it goes to, from before it is sent: what may have gone there is counted. */
  @Column('text', { name: 'sent_to', nullable: true })
  sentTo: string | null;

  /** Since when the gateway has it; before that it is not right. */
  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt: Date | null;

  /** Used, or another was asked for. */
  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;
}
