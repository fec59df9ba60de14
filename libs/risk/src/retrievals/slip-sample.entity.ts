import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

const bigintsAsNumbers = {
  to: (value: readonly number[]): readonly number[] => value,
  from: (value: readonly string[]): readonly number[] => value.map(Number),
};

/**
 * How the sales of one request were drawn from what a scan flagged, so that anybody can draw them again: see
 * {@link rankOf}. Written once.
 */
@Entity('slip_sample')
@Index('slip_sample_case', ['caseId', 'drawnAt', 'requestId'])
export class SlipSample {
  @PrimaryColumn('uuid', { name: 'request_id' })
  requestId: string;

  @Column('uuid', { name: 'case_id' })
  caseId: string;

  @Column('uuid', { name: 'scan_id' })
  scanId: string;

  /** Whose transactions were drawn from: every one of the scan that weighed. */
  @Column('uuid', { name: 'finding_ids', array: true })
  findingIds: readonly string[];

  @Column('text')
  seed: string;

  /** How many were wanted. */
  @Column('integer')
  size: number;

  @Column('integer')
  population: number;

  /** SHA-256 of the population's ids, ascending, joined by commas; in hex. */
  @Column('text', { name: 'population_digest' })
  populationDigest: string;

  /** Passed over on the way: asked for already, or no sale that leaves a slip. */
  @Column('bigint', { array: true, transformer: bigintsAsNumbers })
  skipped: readonly number[];

  /** In the order in which they were drawn. */
  @Column('bigint', { array: true, transformer: bigintsAsNumbers })
  picked: readonly number[];

  @Column('timestamptz', { name: 'drawn_at' })
  drawnAt: Date;
}
