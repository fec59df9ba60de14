import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What an authority has ordered to stay frozen; it stands until its release, which another person puts in. */
@Entity('authority_hold')
@Index('authority_hold_case', ['caseId', 'placedAt', 'id'])
export class AuthorityHold {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  /** The authority's document. */
  @Column({ name: 'file_id', type: 'uuid' })
  fileId: string;

  @Column({ name: 'placed_by', type: 'uuid' })
  placedBy: string;

  @Column({ name: 'placed_at', type: 'timestamptz' })
  placedAt: Date;

  /** The authority's release. */
  @Column({ name: 'release_file_id', type: 'uuid', nullable: true })
  releaseFileId: string | null;

  @Column({ name: 'released_by', type: 'uuid', nullable: true })
  releasedBy: string | null;

  @Column({ name: 'released_at', type: 'timestamptz', nullable: true })
  releasedAt: Date | null;
}
