import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** One person says, with proof, that a command was done though the terminal system does not say so; a second agrees. */
@Entity('manual_confirmation')
@Unique('manual_confirmation_command', ['commandId'])
@Index('manual_confirmation_case', ['caseId'])
export class ManualConfirmation {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'command_id' })
  commandId: string;

  @Column('uuid', { name: 'case_id' })
  caseId: string;

  /** How the first person knows, e.g. `phone`, `visit`. */
  @Column('text')
  channel: string;

  @Column('uuid', { name: 'file_id', nullable: true })
  fileId: string | null;

  /** Whether words stand in the timeline as proof. */
  @Column('boolean')
  noted: boolean;

  @Column('uuid', { name: 'signed_by' })
  signedBy: string;

  @Column('timestamptz', { name: 'signed_at' })
  signedAt: Date;

  @Column('uuid', { name: 'countersigned_by', nullable: true })
  countersignedBy: string | null;

  @Column('timestamptz', { name: 'countersigned_at', nullable: true })
  countersignedAt: Date | null;
}
