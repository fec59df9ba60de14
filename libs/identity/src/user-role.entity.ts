import type { Role } from '@thaw/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One role of one user. It is in effect once `confirmedAt` is set. */
@Entity('user_role')
export class UserRole {
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @PrimaryColumn('text')
  role: Role;

  /** The granting actor's reference, e.g. `user:<id>`. */
  @Column('text', { name: 'granted_by' })
  grantedBy: string;

  @Column('timestamptz', { name: 'granted_at' })
  grantedAt: Date;

  @Column('text', { name: 'confirmed_by', nullable: true })
  confirmedBy: string | null;

  @Column('timestamptz', { name: 'confirmed_at', nullable: true })
  confirmedAt: Date | null;
}
