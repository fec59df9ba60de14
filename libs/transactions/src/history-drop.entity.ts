import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BIGINT } from './bigint.transformer';

/** That old years were dropped. Written by whoever owns the tables, in the transaction that dropped them; never changed. */
@Entity('history_drop')
export class HistoryDropRow {
  @PrimaryColumn('bigint', { transformer: BIGINT })
  id: number;

  /** What was of an earlier time is gone. */
  @Column('timestamptz')
  before: Date;

  /** Those that held transactions. */
  @Column('integer', { array: true })
  years: number[];

  @Column('bigint', { transformer: BIGINT })
  rows: number;

  /** How many had transactions in those years. */
  @Column('integer')
  terminals: number;

  /** The database's login. */
  @Column('text', { name: 'dropped_by' })
  droppedBy: string;

  @Column('timestamptz', { name: 'dropped_at' })
  droppedAt: Date;
}
