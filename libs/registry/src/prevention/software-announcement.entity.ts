import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** That a version is current for a model, and from when: of one version, what was said last counts. Insert-only. */
@Entity('software_announcement')
@Index('software_announcement_version', ['model', 'version', 'id'])
export class SoftwareAnnouncement {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  @Column('text')
  model: string;

  @Column('text')
  version: string;

  /** Null takes the announcement back. */
  @Column('date', { name: 'current_from', nullable: true })
  currentFrom: string | null;

  @Column('timestamptz')
  at: Date;

  /** See `actorRef`. */
  @Column('text')
  actor: string;
}
