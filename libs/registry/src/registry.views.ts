import type { FeeProfile } from '@thaw/kernel';
import type { MerchantTier } from './merchant.entity';
import type { Site } from './site';
import type { TradingHours } from './trading-hours';

export interface MerchantView {
  readonly id: string;
  readonly merchantNo: string;
  readonly name: string;
  readonly socialCreditCode: string;
  readonly mcc: string;
  readonly address: string;
  readonly hours: TradingHours | null;
  /** How the acquirer ranks it. */
  readonly tier: MerchantTier;
  readonly createdAt: Date;
}

/** The device at work and its five items; the account is masked. */
export interface BindingView {
  readonly id: string;
  readonly deviceId: string;
  readonly serialNo: string;
  readonly model: string;
  readonly acquirerCode: string;
  readonly merchantNo: string;
  readonly socialCreditCode: string;
  readonly settlementAccount: string;
  readonly installationAddress: string;
  readonly boundAt: Date;
}

export interface TerminalView {
  readonly id: string;
  readonly terminalNo: string;
  readonly feeProfile: FeeProfile;
  readonly currency: string;
  /** What a sale was expected to come to when the merchant signed. */
  readonly expectedTicketFen: number | null;
  /** Where it is registered to stand. */
  readonly site: Site | null;
  /** When the first device was bound to it, be it bound still or not. */
  readonly installedAt: Date | null;
  readonly createdAt: Date;
  readonly merchant: MerchantView;
  /** Null while no device is bound. */
  readonly binding: BindingView | null;
}

export interface MerchantRow {
  m_id: string;
  merchant_no: string;
  name: string;
  social_credit_code: string;
  mcc: string;
  address: string;
  hours_from: number | null;
  hours_to: number | null;
  tier: MerchantTier;
  m_created_at: Date;
}

export interface TerminalRow extends MerchantRow {
  id: string;
  terminal_no: string;
  fee_profile: FeeProfile;
  currency: string;
  expected_ticket_fen: string | null;
  site_lat_e6: number | null;
  site_lon_e6: number | null;
  installed_at: Date | null;
  created_at: Date;
  b_id: string | null;
  device_id: string;
  serial_no: string;
  model: string;
  acquirer_code: string;
  b_merchant_no: string;
  b_social_credit_code: string;
  settlement_account: string;
  installation_address: string;
  bound_at: Date;
}

export const MERCHANT_COLUMNS = `m.id AS m_id, m.merchant_no, m.name, m.social_credit_code, m.mcc, m.address, m.hours_from,
  m.hours_to, m.tier, m.created_at AS m_created_at`;

/** One row per terminal with its merchant and what is bound to it now. */
export const TERMINALS = `
  SELECT t.id, t.terminal_no, t.fee_profile, t.currency, t.expected_ticket_fen, t.site_lat_e6, t.site_lon_e6, t.created_at,
         (SELECT min(f.bound_at) FROM device_binding f WHERE f.terminal_id = t.id) AS installed_at, ${MERCHANT_COLUMNS},
         b.id AS b_id, b.device_id, d.serial_no, d.model, b.acquirer_code, b.merchant_no AS b_merchant_no,
         b.social_credit_code AS b_social_credit_code, b.settlement_account, b.installation_address, b.bound_at
  FROM terminal t
  JOIN merchant m ON m.id = t.merchant_id
  LEFT JOIN device_binding b ON b.terminal_id = t.id AND b.unbound_at IS NULL
  LEFT JOIN device d ON d.id = b.device_id`;

export const merchantView = (row: MerchantRow): MerchantView => ({
  id: row.m_id,
  merchantNo: row.merchant_no,
  name: row.name,
  socialCreditCode: row.social_credit_code,
  mcc: row.mcc,
  address: row.address,
  hours: row.hours_from === null || row.hours_to === null ? null : { from: row.hours_from, to: row.hours_to },
  tier: row.tier,
  createdAt: row.m_created_at,
});

export const terminalView = (row: TerminalRow): TerminalView => ({
  id: row.id,
  terminalNo: row.terminal_no,
  feeProfile: row.fee_profile,
  currency: row.currency,
  expectedTicketFen: row.expected_ticket_fen === null ? null : Number(row.expected_ticket_fen),
  site:
    row.site_lat_e6 === null || row.site_lon_e6 === null
      ? null
      : { latE6: row.site_lat_e6, lonE6: row.site_lon_e6 },
  installedAt: row.installed_at,
  createdAt: row.created_at,
  merchant: merchantView(row),
  binding:
    row.b_id === null
      ? null
      : {
          id: row.b_id,
          deviceId: row.device_id,
          serialNo: row.serial_no,
          model: row.model,
          acquirerCode: row.acquirer_code,
          merchantNo: row.b_merchant_no,
          socialCreditCode: row.b_social_credit_code,
          settlementAccount: row.settlement_account,
          installationAddress: row.installation_address,
          boundAt: row.bound_at,
        },
});
