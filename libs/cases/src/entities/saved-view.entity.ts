import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { CaseListing } from '../listing/case-listing';

export const SHARED_WITH = ['nobody', 'queue', 'everybody'] as const;
export type SharedWith = (typeof SHARED_WITH)[number];

/** A listing of cases that somebody keeps under a name, and with whom it is shared. */
@Entity('saved_view')
@Unique('saved_view_name', ['ownerId', 'nameZh'])
@Index('saved_view_shared', ['createdAt', 'id'], { where: `(shared_with <> 'nobody'::text)` })
export class SavedView {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ type: 'integer' })
  version: number;

  @Column({ name: 'owner_id', type: 'uuid' })
  ownerId: string;

  @Column({ name: 'shared_with', type: 'text' })
  sharedWith: SharedWith;

  /** Whose view it is where it is shared with a queue. */
  @Column({ type: 'text', nullable: true })
  queue: string | null;

  @Column({ name: 'name_zh', type: 'text' })
  nameZh: string;

  @Column({ name: 'name_en', type: 'text' })
  nameEn: string;

  @Column({ type: 'jsonb' })
  listing: CaseListing;

  @Column({ type: 'jsonb' })
  columns: readonly string[];

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'changed_at', type: 'timestamptz' })
  changedAt: Date;
}

/** The views of a person in the order that they gave them; what is not named comes behind. */
@Entity('view_order')
export class ViewOrder {
  @PrimaryColumn({ name: 'user_id', type: 'uuid' })
  userId: string;

  @Column({ name: 'view_ids', type: 'jsonb' })
  viewIds: readonly string[];
}
