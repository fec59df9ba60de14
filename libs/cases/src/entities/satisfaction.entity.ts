import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Whether a merchant was content with how a case was worked: asked once, answered once. */
@Entity('satisfaction')
export class Satisfaction {
  @PrimaryColumn({ name: 'case_id', type: 'uuid' })
  caseId: string;

  /** When they were told of the question; null where they answered before. */
  @Column({ name: 'asked_at', type: 'timestamptz', nullable: true })
  askedAt: Date | null;

  @Column({ name: 'answered_at', type: 'timestamptz', nullable: true })
  answeredAt: Date | null;

  @Column({ name: 'answered_by', type: 'uuid', nullable: true })
  answeredBy: string | null;

  /** 1 to 5. */
  @Column({ type: 'integer', nullable: true })
  mark: number | null;

  @Column({ type: 'text', nullable: true })
  words: string | null;
}
