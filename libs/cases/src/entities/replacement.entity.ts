import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A device being exchanged for another at one terminal. At most one is under way on a case, or being taken back. */
@Entity('replacement')
@Unique('replacement_of_case', ['id', 'caseId'])
@Index('replacement_live', ['caseId'], {
  unique: true,
  where: `(state = ANY (ARRAY['under_way'::text, 'compensating'::text]))`,
})
@Index('replacement_at_terminal', ['terminalId'], { unique: true, where: `(state = 'under_way'::text)` })
@Index('replacement_serial_no', ['newSerialNo'], { unique: true, where: `(state = 'under_way'::text)` })
@Index('replacement_case', ['caseId', 'begunAt', 'id'])
export class Replacement {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @Column({ name: 'terminal_id', type: 'uuid' })
  terminalId: string;

  @Column({ type: 'text' })
  state: 'under_way' | 'complete' | 'compensating' | 'compensated';

  /** What was at work when it began; null: nothing. */
  @Column({ name: 'old_binding_id', type: 'uuid', nullable: true })
  oldBindingId: string | null;

  @Column({ name: 'new_serial_no', type: 'text', nullable: true })
  newSerialNo: string | null;

  /** Masked, as bindings hold it. */
  @Column({ name: 'settlement_account', type: 'text', nullable: true })
  settlementAccount: string | null;

  @Column({ name: 'installation_address', type: 'text', nullable: true })
  installationAddress: string | null;

  @Column({ name: 'new_binding_id', type: 'uuid', nullable: true })
  newBindingId: string | null;

  @Column({ name: 'begun_at', type: 'timestamptz' })
  begunAt: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt: Date | null;

  @Column({ name: 'ended_as', type: 'text', nullable: true })
  endedAs: 'done' | 'failed' | 'given_up' | 'overturned' | null;

  @Column({ name: 'recertified_by', type: 'uuid', nullable: true })
  recertifiedBy: string | null;
}

/** One of the nine. `pending`: the terminal system has been told and has not answered. One without a row was not begun. */
@Entity('replacement_step')
@Index('replacement_step_proven', ['proofId'])
@Index('replacement_step_ordered', ['commandId'])
export class ReplacementStep {
  @PrimaryColumn({ name: 'replacement_id', type: 'uuid' })
  replacementId: string;

  @PrimaryColumn({ type: 'integer' })
  number: number;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @Column({ type: 'text' })
  state: 'open' | 'pending' | 'done';

  @Column({ name: 'by_user', type: 'uuid' })
  byUser: string;

  @Column({ name: 'begun_at', type: 'timestamptz' })
  begunAt: Date;

  @Column({ name: 'done_at', type: 'timestamptz', nullable: true })
  doneAt: Date | null;

  @Column({ name: 'proof_id', type: 'uuid', nullable: true })
  proofId: string | null;

  @Column({ name: 'command_id', type: 'uuid', nullable: true })
  commandId: string | null;
}
