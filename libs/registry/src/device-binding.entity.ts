import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * A device at work as a terminal, with its one set of five items (银发〔2021〕259号): acquirer code, merchant number,
 * social-credit code, settlement account, installation address. Live while `unboundAt` is null; at most one live
 * binding per device and per terminal.
 */
@Entity('device_binding')
@Index('device_binding_live_device', ['deviceId'], { unique: true, where: 'unbound_at IS NULL' })
@Index('device_binding_device', ['deviceId'])
@Index('device_binding_place', ['place'])
@Index('device_binding_terminal', ['terminalId', 'boundAt'])
@Index('device_binding_live_terminal', ['terminalId'], { unique: true, where: 'unbound_at IS NULL' })
export class DeviceBinding {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'device_id' })
  deviceId: string;

  @Column('uuid', { name: 'terminal_id' })
  terminalId: string;

  @Column('text', { name: 'acquirer_code' })
  acquirerCode: string;

  @Column('text', { name: 'merchant_no' })
  merchantNo: string;

  @Column('text', { name: 'social_credit_code' })
  socialCreditCode: string;

  /** Masked but for its last four characters: the account may itself be a card number. */
  @Column('text', { name: 'settlement_account' })
  settlementAccount: string;

  @Column('text', { name: 'installation_address' })
  installationAddress: string;

  /** The address without what people write now so, now so; Postgres makes it, and only it asks for it. */
  @Column({ type: 'text', nullable: true, select: false, insert: false, update: false })
  readonly place?: string | null;

  @Column('timestamptz', { name: 'bound_at' })
  boundAt: Date;

  @Column('timestamptz', { name: 'unbound_at', nullable: true })
  unboundAt: Date | null;
}
