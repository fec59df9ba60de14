import type { Scope } from '@thaw/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A machine client's key. The key itself is known only to its holder. */
@Entity('api_key')
export class ApiKey {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('bytea', { name: 'key_hash', unique: true })
  keyHash: Buffer;

  @Column('text', { array: true })
  scopes: Scope[];

  @Column('text', { name: 'created_by' })
  createdBy: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt: Date | null;

  /** Written at most once a minute. */
  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;

  /** The key whose place it took. */
  @Column('uuid', { name: 'rotated_from', nullable: true, unique: true })
  rotatedFrom: string | null;
}
