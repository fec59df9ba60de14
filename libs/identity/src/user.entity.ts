import type { Locale } from '@thaw/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person who can sign in: staff, or a merchant's user (then `merchantId` is set). */
@Entity('app_user')
export class User {
  @PrimaryColumn('uuid')
  id: string;

  /** Lower case; unique. */
  @Column('text')
  login: string;

  @Column('text', { name: 'display_name' })
  displayName: string;

  /** argon2id in PHC string form; never leaves this room. */
  @Column('text', { name: 'password_hash' })
  passwordHash: string;

  @Column('uuid', { name: 'merchant_id', nullable: true })
  merchantId: string | null;

  @Column('text', { default: 'zh' })
  locale: Locale;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt: Date | null;
}
