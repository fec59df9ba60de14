import type { FreezeNotice } from '@thaw/cases';
import type { DemoShop } from './demo-shops';

/** How far a case of the street has come. */
export type Stage = 'reported' | 'investigating' | 'awaiting_merchant' | 'reviewing';

/** A small shop with one terminal and no history, and the case on it. */
export interface StreetCase {
  readonly shop: DemoShop;
  readonly reasonCode: string;
  readonly stage: Stage;
  readonly hoursAgo: number;
  readonly by: 'lin' | 'wang';
  readonly measures: FreezeNotice['measures'];
  readonly text: string;
  /** Items that the merchant is asked for, from `awaiting_merchant` on. */
  readonly asked: readonly string[];
  readonly note?: string;
}

type Row = readonly [
  name: string,
  mcc: string,
  terminalNo: string,
  address: string,
  reasonCode: string,
  stage: Stage,
  hoursAgo: number,
  by: StreetCase['by'],
  text: string,
  over?: { readonly asked?: readonly string[]; readonly note?: string },
];

const F0 = [] as const;
const F1 = [
  { level: 'F1', scope: 'amount_limits', limitSingleFen: 100_000, limitDailyFen: 1_000_000 },
] as const;
const F2 = [{ level: 'F2', scope: 'settlement', heldAmountFen: 3_280_000, heldGround: 'review' }] as const;
const F3 = [...F2, { level: 'F3', scope: 'credit_cards' }] as const;
const F4 = [{ level: 'F4', scope: 'terminal' }] as const;

/** What a reason usually comes with. */
const MEASURES: Readonly<Record<string, StreetCase['measures']>> = {
  ...{ OUT_OF_HOURS: F1, LIMIT_BREACH: F2, HARDWARE: F0, MCC_MISUSE: F2, KYC_EXPIRED: F1, CARD_REPEAT: F1 },
  ...{ CREDIT_ONLY: F1, RELOCATION: F4, CASHOUT: F3, BINDING_MISMATCH: F4, TAMPER: F4 },
};

// prettier-ignore
const ROWS: readonly Row[] = [
  ['鲜果坊', '5411', 'FG000001', '上海市徐汇区天钥桥路 77 号', 'OUT_OF_HOURS', 'reported', 1, 'wang', '凌晨两点至四点有 14 笔交易，已先行限额。'],
  ['老陈五金', '5251', 'WJ000001', '上海市普陀区曹杨路 510 号', 'LIMIT_BREACH', 'reported', 3, 'lin', '单日累计超出申报额度三倍，已延迟结算。'],
  ['悦读书店', '5942', 'SD000001', '上海市静安区石门二路 33 号', 'HARDWARE', 'reported', 20, 'wang', '商户来电：机具报错 99，无法签到，疑似被封。'],
  ['快客修手机', '7622', 'XS000001', '上海市杨浦区四平路 1200 号', 'TAMPER', 'investigating', 2, 'wang', '机具上报防拆触发，已停用终端。', { note: '厂商工程师下午到店，请商户不要再开机。' }],
  ['星辰数码', '5732', 'SM000001', '上海市黄浦区福州路 380 号', 'MCC_MISUSE', 'investigating', 26, 'lin', '登记为数码零售，交易特征接近预付卡销售。'],
  ['万家超市', '5411', 'WJ000002', '上海市宝山区牡丹江路 1508 号', 'KYC_EXPIRED', 'investigating', 50, 'wang', '营业执照到期未更新，已先行限额。'],
  ['佳期花艺', '5992', 'HY000001', '上海市长宁区愚园路 1088 号', 'CARD_REPEAT', 'investigating', 8, 'lin', '两张信用卡一周内各刷 11 次。'],
  ['嘉禾粮油', '5499', 'LY000001', '上海市虹口区四川北路 1688 号', 'BINDING_MISMATCH', 'investigating', 6, 'lin', '机具序列号与登记商户不符，已停用终端。'],
  ['德润药房', '5912', 'YF000001', '上海市浦东新区张杨路 620 号', 'KYC_EXPIRED', 'awaiting_merchant', 30, 'lin', '法人身份证件过期，已先行限额。', { asked: ['E04', 'E13'] }],
  ['海棠美容', '7230', 'MR000001', '上海市闵行区七莘路 2680 号', 'CREDIT_ONLY', 'awaiting_merchant', 70, 'wang', '近一月全部为信用卡交易，与行业不符。', { asked: ['E01', 'E02', 'E14'], note: '老板娘说会员充值都走信用卡，请她补合同。' }],
  ['锦程汽配', '5533', 'QP000001', '上海市嘉定区曹安公路 1926 号', 'LIMIT_BREACH', 'awaiting_merchant', 12, 'wang', '单笔 4.8 万元连续三笔，已延迟结算。', { asked: ['E01', 'E02', 'E05'] }],
  ['云顶茶楼', '5813', 'CL000001', '上海市黄浦区豫园老街 25 号', 'RELOCATION', 'reviewing', 74, 'lin', '交易定位距装机地址 6 公里，已停用终端。', { asked: ['E07', 'E08'] }],
  ['东方珠宝', '5944', 'ZB000001', '上海市静安区南京西路 1225 号', 'CASHOUT', 'reviewing', 96, 'wang', '整数大额信用卡交易集中在月末三天。', { asked: ['E01', 'E02', 'E03'] }],
];

const OPEN = 9 * 3600;
const CLOSED = 21 * 3600;
/** Counted from here, none of these numbers passes for a card number. */
const FIRST = 10;

/** A street of small shops, whose cases stand in every stage that needs somebody: an agent's ordinary day. */
export const DEMO_STREET: readonly StreetCase[] = ROWS.map(
  ([name, mcc, terminalNo, address, reasonCode, stage, hoursAgo, by, text, over], i) => ({
    shop: {
      merchantNo: `8022900${mcc}${String(FIRST + i).padStart(4, '0')}`,
      name,
      socialCreditCode: `92310000MA1J${String(80_000 + i)}H`,
      mcc,
      address,
      hours: { from: OPEN, to: CLOSED },
      expectedTicketFen: 8_000,
      site: { latE6: 31_210_000 + i * 1_700, lonE6: 121_430_000 + i * 2_300 },
      terminals: [
        { terminalNo, feeProfile: 'standard', serialNo: `PX-7A20-${String(i + 1).padStart(4, '0')}` },
      ],
    },
    measures: MEASURES[reasonCode] ?? F0,
    ...{ reasonCode, stage, hoursAgo, by, text, asked: [], ...over },
  }),
);
