import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * `applied`: the terminal system has carried it out. `confirmed`: by a second person. `narrowed`, `raised`: it ended, and
 * the measure that `data.by` names took its place. `released`: its held money.
 */
export type MeasureEventType =
  'imposed' | 'applied' | 'confirmed' | 'narrowed' | 'raised' | 'lifted' | 'released';

/** What became of a measure, and by whom. Entries are only ever added. */
@Entity('measure_event')
@Index('measure_event_order', ['measureId', 'id'])
export class MeasureEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  @Column('uuid', { name: 'measure_id' })
  measureId: string;

  @Column('timestamptz')
  at: Date;

  @Column('text')
  type: MeasureEventType;

  @Column('text')
  actor: string;

  @Column('jsonb')
  data: Readonly<Record<string, unknown>>;
}
