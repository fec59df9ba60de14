import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Marks } from '../quality/review-form';

/** How much of the closed cases of a queue is looked at again. */
@Entity('quality_plan')
export class QualityPlan {
  @PrimaryColumn('text')
  queue: string;

  @Column({ name: 'rate_percent', type: 'integer' })
  ratePercent: number;

  @Column({ name: 'monthly_cap', type: 'integer' })
  monthlyCap: number;

  /** YYYY-MM of the desk: the first month that is drawn under it, since it planned anything. */
  @Column({ name: 'draws_from', type: 'text' })
  drawsFrom: string;

  @Column({ type: 'integer' })
  version: number;

  @Column({ name: 'changed_at', type: 'timestamptz' })
  changedAt: Date;

  @Column({ name: 'changed_by', type: 'text' })
  changedBy: string;
}

/** A draw of a month, with all that it takes to draw it again. */
@Entity('quality_draw')
@Unique('quality_draw_once', ['queue', 'month'])
export class QualityDraw {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ type: 'text' })
  queue: string;

  /** YYYY-MM of the desk in which the cases were closed. */
  @Column({ type: 'text' })
  month: string;

  @Column({ type: 'text' })
  seed: string;

  @Column({ name: 'rate_percent', type: 'integer' })
  ratePercent: number;

  @Column({ name: 'monthly_cap', type: 'integer' })
  monthlyCap: number;

  /** Ids of the cases that could be drawn. */
  @Column({ type: 'jsonb' })
  candidates: readonly string[];

  @Column({ name: 'drawn_at', type: 'timestamptz' })
  drawnAt: Date;
}

export const SAMPLE_STATES = ['drawn', 'passed', 'returned', 'corrected'] as const;
export type SampleState = (typeof SAMPLE_STATES)[number];

/** A case that was drawn. */
@Entity('quality_sample')
@Unique('quality_sample_once', ['drawId', 'caseId'])
@Index('quality_sample_state', ['state', 'drawnAt', 'id'])
@Index('quality_sample_case', ['caseId'])
export class QualitySample {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'draw_id', type: 'uuid' })
  drawId: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @Column({ name: 'drawn_at', type: 'timestamptz' })
  drawnAt: Date;

  @Column({ type: 'text' })
  state: SampleState;
}

/** What a reviewer found of a case that was drawn; never changed. */
@Entity('quality_review')
@Unique('quality_review_round', ['sampleId', 'round'])
export class QualityReview {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'sample_id', type: 'uuid' })
  sampleId: string;

  @Column({ type: 'integer' })
  round: number;

  @Column({ type: 'uuid' })
  reviewer: string;

  @Column({ type: 'jsonb' })
  marks: Marks;

  @Column({ type: 'text' })
  comment: string;

  /** Back to the owner, who is to put right what the comment says. */
  @Column({ type: 'boolean' })
  returned: boolean;

  @Column({ name: 'reviewed_at', type: 'timestamptz' })
  reviewedAt: Date;
}

/** What was put right of a review that returned a case. */
@Entity('quality_correction')
export class QualityCorrection {
  @PrimaryColumn({ name: 'review_id', type: 'uuid' })
  reviewId: string;

  @Column({ name: 'corrected_by', type: 'uuid' })
  correctedBy: string;

  @Column({ type: 'text' })
  text: string;

  @Column({ name: 'corrected_at', type: 'timestamptz' })
  correctedAt: Date;
}
