import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { PreventionTerms } from './told';

/** What is known of a terminal's upkeep now; {@link PreventionEvent} keeps how it came to be known. */
@Entity('terminal_prevention')
@Index('terminal_prevention_inspection', ['inspectionDueOn', 'terminalId'], {
  where: 'inspection_due_on IS NOT NULL',
})
@Index('terminal_prevention_software', ['softwareModel', 'softwareVersion', 'terminalId'], {
  where: 'software_model IS NOT NULL AND software_version IS NOT NULL',
})
@Index('terminal_prevention_virus_database', ['virusDatabaseOn', 'terminalId'], {
  where: 'virus_database_on IS NOT NULL',
})
@Index('terminal_prevention_patches', ['patchedUntil', 'terminalId'], { where: 'patched_until IS NOT NULL' })
@Index('terminal_prevention_password', ['passwordRotatedOn', 'terminalId'], {
  where: 'password_rotated_on IS NOT NULL',
})
@Index('terminal_prevention_merchant', ['merchantId'])
export class TerminalPrevention implements PreventionTerms {
  @PrimaryColumn('uuid', { name: 'terminal_id' })
  terminalId: string;

  /** The terminal's own: it never changes. */
  @Column('uuid', { name: 'merchant_id' })
  merchantId: string;

  @Column('date', { name: 'inspected_on', nullable: true })
  inspectedOn: string | null;

  @Column('date', { name: 'inspection_due_on', nullable: true })
  inspectionDueOn: string | null;

  @Column('uuid', { name: 'device_id', nullable: true })
  deviceId: string | null;

  /** The model of that device. */
  @Column('text', { name: 'software_model', nullable: true })
  softwareModel: string | null;

  @Column('text', { name: 'software_version', nullable: true })
  softwareVersion: string | null;

  @Column('date', { name: 'virus_database_on', nullable: true })
  virusDatabaseOn: string | null;

  @Column('date', { name: 'patched_until', nullable: true })
  patchedUntil: string | null;

  @Column('date', { name: 'password_rotated_on', nullable: true })
  passwordRotatedOn: string | null;
}
