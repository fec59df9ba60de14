import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FailedFactors } from './second-factor-limits';

/** Somebody's authenticator (RFC 6238), and the codes that stand in for it when it is lost. */
@Entity('second_factor')
export class SecondFactor implements FailedFactors {
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  /** Under a key that follows from the key of sign-in, bound to the user. */
  @Column('bytea', { name: 'sealed_secret' })
  sealedSecret: Buffer;

  @Column('timestamptz', { name: 'begun_at' })
  begunAt: Date;

  /** Since when it is asked for: once a first code of it was right. */
  @Column('timestamptz', { name: 'confirmed_at', nullable: true })
  confirmedAt: Date | null;

  /** The time step of the last code that was right, in half minutes since 1970: none up to it is taken again. */
  @Column('integer', { name: 'last_step', nullable: true })
  lastStep: number | null;

  /** Since the last that was right. */
  @Column('integer', { default: 0 })
  failures: number;

  @Column('timestamptz', { name: 'failed_at', nullable: true })
  failedAt: Date | null;

  /** Of the recovery codes that are left. */
  @Column('bytea', { name: 'recovery_hashes', array: true })
  recoveryHashes: Buffer[];
}
