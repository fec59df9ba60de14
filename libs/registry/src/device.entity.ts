import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** The physical machine. */
@Entity('device')
@Unique('device_serial_no_key', ['serialNo'])
@Index('device_reserved', ['reservedFor'], { where: 'reserved_for IS NOT NULL' })
export class Device {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { name: 'serial_no' })
  serialNo: string;

  @Column('text')
  model: string;

  /** The terminal at which it is being put to work, or was and may have to be again; null: free. */
  @Column('uuid', { name: 'reserved_for', nullable: true })
  reservedFor: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}
