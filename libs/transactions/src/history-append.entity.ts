import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One call that appended transactions to a terminal's history; their `import_id` is its id. */
@Entity('history_append')
@Index('history_append_terminal', ['terminalId', 'receivedAt'])
export class HistoryAppend {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'terminal_id' })
  terminalId: string;

  /** The `received_at` of its transactions. */
  @Column('timestamptz', { name: 'received_at' })
  receivedAt: Date;

  /** `actorRef` of who sent it. */
  @Column('text', { name: 'created_by' })
  createdBy: string;

  @Column('integer')
  accepted: number;

  @Column('integer')
  duplicates: number;

  @Column('integer')
  rejected: number;
}
