import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A terminal whose findings somebody waits for. */
@Entity('watched_terminal')
export class WatchedTerminal {
  @PrimaryColumn('uuid', { name: 'terminal_id' })
  terminalId: string;

  @Column('timestamptz')
  since: Date;
}
