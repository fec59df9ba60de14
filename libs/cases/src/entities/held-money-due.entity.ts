import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The owner was told that money is still held on the day by which its matter was to be settled. */
@Entity('held_money_due')
export class HeldMoneyDue {
  @PrimaryColumn({ name: 'measure_id', type: 'uuid' })
  measureId: string;

  @PrimaryColumn({ name: 'due_at', type: 'timestamptz' })
  dueAt: Date;

  @Column({ name: 'told_at', type: 'timestamptz' })
  toldAt: Date;
}
