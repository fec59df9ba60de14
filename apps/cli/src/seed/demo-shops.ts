import type { FeeProfile } from '@thaw/kernel';
import type { MerchantTier, Site } from '@thaw/registry';
import type { ShopKindName } from '@thaw/risk';

export interface DemoTerminal {
  readonly terminalNo: string;
  readonly feeProfile: FeeProfile;
  readonly serialNo: string;
  /** What its history is like; a terminal without one is new. */
  readonly history?: ShopKindName;
}

export interface DemoShop {
  /** Acquirer 802, area 2900, the MCC, a sequence; none of them passes for a card number. */
  readonly merchantNo: string;
  readonly name: string;
  readonly socialCreditCode: string;
  readonly mcc: string;
  readonly address: string;
  /** Left out: ranked as most are. */
  readonly tier?: MerchantTier;
  readonly hours: { readonly from: number; readonly to: number } | null;
  /** What its merchant said a sale would come to. */
  readonly expectedTicketFen: number;
  readonly site: Site;
  readonly terminals: readonly DemoTerminal[];
}

const at = (hours: number, minutes = 0): number => hours * 3600 + minutes * 60;

/** Of all devices of the demo. */
export const DEMO_MODEL = 'A920';

export const DEMO_MERCHANT_NO = {
  convenience: '802290054990001',
  restaurant: '802290058120002',
  hotel: '802290070110003',
  fashion: '802290056510004',
  trading: '802290050940005',
  building: '802290052110006',
} as const;

/** Three shops as there are many, and three whose terminals came to the desk's notice. */
export const DEMO_SHOPS: readonly DemoShop[] = [
  {
    merchantNo: DEMO_MERCHANT_NO.convenience,
    name: '邻里便利店',
    socialCreditCode: '92310000MA1H10001A',
    mcc: '5499',
    address: '上海市徐汇区漕溪路 18 号',
    hours: { from: at(7), to: at(23) },
    expectedTicketFen: 3_500,
    site: { latE6: 31_186_200, lonE6: 121_437_900 },
    terminals: [
      {
        terminalNo: 'CV000001',
        feeProfile: 'standard',
        serialNo: 'PX-7A10-0001',
        history: 'convenience_store',
      },
      { terminalNo: 'CV000002', feeProfile: 'standard', serialNo: 'PX-7A10-0002' },
    ],
  },
  {
    merchantNo: DEMO_MERCHANT_NO.restaurant,
    name: '川味人家',
    socialCreditCode: '92310000MA1H20002B',
    mcc: '5812',
    address: '上海市静安区延平路 6 号',
    hours: { from: at(10, 30), to: at(22) },
    expectedTicketFen: 12_000,
    site: { latE6: 31_235_600, lonE6: 121_439_800 },
    terminals: [
      { terminalNo: 'RS000001', feeProfile: 'standard', serialNo: 'PX-7A10-0003', history: 'restaurant' },
    ],
  },
  {
    merchantNo: DEMO_MERCHANT_NO.hotel,
    name: '江畔酒店',
    socialCreditCode: '91310000MA1H30003C',
    mcc: '7011',
    address: '上海市黄浦区中山东二路 90 号',
    tier: 'key',
    hours: null,
    expectedTicketFen: 60_000,
    site: { latE6: 31_231_700, lonE6: 121_494_300 },
    terminals: [
      { terminalNo: 'HT000001', feeProfile: 'low_rate', serialNo: 'PX-7A10-0004', history: 'hotel' },
    ],
  },
  {
    merchantNo: DEMO_MERCHANT_NO.fashion,
    name: '锦绣服饰',
    socialCreditCode: '92310000MA1H40004D',
    mcc: '5651',
    address: '上海市长宁区仙霞路 201 号',
    hours: { from: at(10), to: at(21, 30) },
    expectedTicketFen: 26_000,
    site: { latE6: 31_206_900, lonE6: 121_398_600 },
    terminals: [
      {
        terminalNo: 'FS000001',
        feeProfile: 'standard',
        serialNo: 'PX-7A10-0005',
        history: 'off_hours_burst',
      },
    ],
  },
  {
    merchantNo: DEMO_MERCHANT_NO.trading,
    name: '诚信商贸',
    socialCreditCode: '91310000MA1H50005E',
    mcc: '5094',
    address: '上海市普陀区武宁路 300 号 2 楼',
    hours: { from: at(10), to: at(21, 30) },
    expectedTicketFen: 180_000,
    site: { latE6: 31_240_900, lonE6: 121_425_300 },
    terminals: [
      { terminalNo: 'TR000001', feeProfile: 'low_rate', serialNo: 'PX-7A10-0006', history: 'cash_out' },
    ],
  },
  {
    merchantNo: DEMO_MERCHANT_NO.building,
    name: '恒达建材',
    socialCreditCode: '91310000MA1H60006F',
    mcc: '5211',
    address: '上海市闵行区沪闵路 1500 号',
    hours: { from: at(7, 30), to: at(18) },
    expectedTicketFen: 90_000,
    site: { latE6: 31_112_800, lonE6: 121_385_500 },
    terminals: [
      { terminalNo: 'BD000001', feeProfile: 'capped', serialNo: 'PX-7A10-0007', history: 'structuring' },
    ],
  },
];
