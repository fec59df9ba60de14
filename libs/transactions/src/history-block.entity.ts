import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BIGINT } from './bigint.transformer';

/**
 * A whole block of a terminal's history in columns, beside the rows it was made of: what scans read. Blocks cover the
 * history from its start without a gap; rows after the last block are read as rows. A row that comes late takes away the
 * blocks from where it belongs, and the next import makes them anew: what is here always agrees with the rows.
 */
@Entity('history_block')
export class HistoryBlockRow {
  @PrimaryColumn('uuid', { name: 'terminal_id' })
  terminalId: string;

  /** From 0, without a gap. */
  @PrimaryColumn('integer')
  position: number;

  @Column('smallint')
  format: number;

  @Column('integer')
  rows: number;

  /** Where the last of its rows stands in the history. */
  @Column('timestamptz', { name: 'last_at' })
  lastAt: Date;

  @Column('integer', { name: 'last_line' })
  lastLine: number;

  @Column('bigint', { name: 'last_id', transformer: BIGINT })
  lastId: number;

  /** SHA-256 over the history up to and with this block. */
  @Column('bytea')
  digest: Buffer;

  @Column('bytea')
  columns: Buffer;

  @Column('bytea')
  names: Buffer;
}
