import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** By what somebody proved to be who they are. */
export type OpenedBy = 'password' | 'code' | 'sso';

/** A signed-in browser or client. The token itself is known only to its holder. */
@Entity('session')
@Index('session_provider', ['providerSession'], { where: 'provider_session IS NOT NULL' })
export class Session {
  @PrimaryColumn('uuid')
  id: string;

  @Column('bytea', { name: 'token_hash', unique: true })
  tokenHash: Buffer;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  /** Written at most once a minute. */
  @Column('timestamptz', { name: 'last_seen_at' })
  lastSeenAt: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;

  /** Null in sessions of before this was noted, as the two below. */
  @Column('text', { name: 'opened_by', nullable: true })
  openedBy: OpenedBy | null;

  /** The network address that signed in. */
  @Column('text', { nullable: true })
  address: string | null;

  /** What the program that signed in calls itself. */
  @Column('text', { nullable: true })
  client: string | null;

  /** What its sign-out at the identity provider needs; null where it was not opened by one. */
  @Column('bytea', { name: 'sealed_id_token', nullable: true })
  sealedIdToken: Buffer | null;

  /** By which session of the identity provider it was opened, see `providerSession`; null where it told none. */
  @Column('bytea', { name: 'provider_session', nullable: true })
  providerSession: Buffer | null;

  /** Its user has to enrol a second factor, and it opens nothing else. */
  @Column('boolean', { name: 'is_enrolling', default: false })
  isEnrolling: boolean;
}
