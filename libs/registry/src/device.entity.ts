import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** The physical machine. */
@Entity('device')
@Unique('device_serial_no_key', ['serialNo'])
export class Device {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { name: 'serial_no' })
  serialNo: string;

  @Column('text')
  model: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}
