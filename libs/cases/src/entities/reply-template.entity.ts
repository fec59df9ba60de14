import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { TemplateFace } from '../replies/template-variables';
import type { SharedWith } from './saved-view.entity';

/** Words that a desk says again and again, as they are being written; what is used is a published version. */
@Entity('reply_template')
@Unique('reply_template_name', ['ownerId', 'nameZh'])
@Index('reply_template_shared', ['createdAt', 'id'], { where: `(shared_with <> 'nobody'::text)` })
export class ReplyTemplate {
  @PrimaryColumn('uuid')
  id: string;

  /** Of what stands here, for whoever changes it; not of what was published. */
  @Column({ type: 'integer' })
  version: number;

  @Column({ name: 'owner_id', type: 'uuid' })
  ownerId: string;

  @Column({ name: 'shared_with', type: 'text' })
  sharedWith: SharedWith;

  @Column({ type: 'text', nullable: true })
  queue: string | null;

  /** Of a template for merchants it never changes: whoever used it before would else send what merchants may not read. */
  @Column({ type: 'text' })
  face: TemplateFace;

  @Column({ name: 'name_zh', type: 'text' })
  nameZh: string;

  @Column({ name: 'name_en', type: 'text' })
  nameEn: string;

  @Column({ name: 'body_zh', type: 'text' })
  bodyZh: string;

  @Column({ name: 'body_en', type: 'text' })
  bodyEn: string;

  /** The version that is used now; null before it is first published. */
  @Column({ type: 'integer', nullable: true })
  published: number | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'changed_at', type: 'timestamptz' })
  changedAt: Date;

  /** Used no more; messages that came of it still name it. */
  @Column({ name: 'retired_at', type: 'timestamptz', nullable: true })
  retiredAt: Date | null;
}

/** A text as it was published. Never changed: a message names the one that it came of. */
@Entity('reply_template_version')
export class ReplyTemplateVersion {
  @PrimaryColumn({ name: 'template_id', type: 'uuid' })
  templateId: string;

  @PrimaryColumn({ type: 'integer' })
  version: number;

  @Column({ name: 'body_zh', type: 'text' })
  bodyZh: string;

  @Column({ name: 'body_en', type: 'text' })
  bodyEn: string;

  @Column({ name: 'published_at', type: 'timestamptz' })
  publishedAt: Date;

  @Column({ name: 'published_by', type: 'text' })
  publishedBy: string;
}
