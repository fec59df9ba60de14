import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Whom the provider means: by issuer and subject alone, since names and addresses are given again to others. */
@Entity('sso_identity')
export class SsoIdentity {
  @PrimaryColumn('text')
  issuer: string;

  @PrimaryColumn('text')
  subject: string;

  @Column('uuid', { name: 'user_id', unique: true })
  userId: string;

  /** The actor's reference, e.g. `user:<id>`. */
  @Column('text', { name: 'linked_by' })
  linkedBy: string;

  @Column('timestamptz', { name: 'linked_at' })
  linkedAt: Date;
}
