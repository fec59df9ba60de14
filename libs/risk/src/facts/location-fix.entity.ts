import { bigintAsNumber } from '@thaw/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who saw it: the device's own receiver, the carrier's network, or somebody of the desk on a visit. */
export const FIX_SOURCES = ['device', 'network', 'staff'] as const;
export type FixSource = (typeof FIX_SOURCES)[number];

/** Where a terminal was seen. Never rewritten; one that is told again is the same, known by all of its key. */
@Entity('location_fix')
export class LocationFixRow {
  @PrimaryColumn('uuid', { name: 'terminal_id' })
  terminalId: string;

  @PrimaryColumn('timestamptz')
  at: Date;

  @PrimaryColumn('text')
  source: FixSource;

  /** Micro-degrees. */
  @PrimaryColumn('integer', { name: 'lat_e6' })
  latE6: number;

  @PrimaryColumn('integer', { name: 'lon_e6' })
  lonE6: number;

  /** Drawn by the database; findings name it. */
  @Column('bigint', { transformer: bigintAsNumber })
  id: number;

  @Column('timestamptz', { name: 'received_at' })
  receivedAt: Date;

  @Column('text', { name: 'reported_by' })
  reportedBy: string;
}
