import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { MacroStep } from '../macros/macro-steps';
import type { SharedWith } from './saved-view.entity';

/** Actions that somebody takes again and again, one after the other, under a name. */
@Entity('macro')
@Unique('macro_name', ['ownerId', 'nameZh'])
@Index('macro_shared', ['createdAt', 'id'], { where: `(shared_with <> 'nobody'::text)` })
export class Macro {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ type: 'integer' })
  version: number;

  @Column({ name: 'owner_id', type: 'uuid' })
  ownerId: string;

  @Column({ name: 'shared_with', type: 'text' })
  sharedWith: SharedWith;

  @Column({ type: 'text', nullable: true })
  queue: string | null;

  @Column({ name: 'name_zh', type: 'text' })
  nameZh: string;

  @Column({ name: 'name_en', type: 'text' })
  nameEn: string;

  @Column({ type: 'jsonb' })
  steps: readonly MacroStep[];

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'changed_at', type: 'timestamptz' })
  changedAt: Date;
}
