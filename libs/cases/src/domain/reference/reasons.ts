import type { Bilingual } from '@thaw/kernel';
import type { MeasureLevel } from '@thaw/registry/measures';
import type { EvidenceCode } from './evidence-items';
import type { MerchantFace } from './merchant-faces';
import type { Outcome } from './outcomes';
import type { SlaClass } from './sla-classes';

/** A row of the desk's table of reasons. */
export interface ReasonRow {
  readonly title: Bilingual;
  readonly face: MerchantFace;
  /** The required items. */
  readonly evidence: readonly EvidenceCode[];
  readonly sla: SlaClass;
  /** The measures usual under this reason, mildest first; which of them, and whether together, is said at the freeze. */
  readonly levels: readonly MeasureLevel[];
  readonly outcomes: readonly Outcome[];
  readonly watchDays: number;
  /** How long after its letter came a decision can be appealed against, in days as the Civil Code counts them. */
  readonly appealWindowDays: number;
  /** How often one and the same decision can be appealed against. */
  readonly appealRounds: number;
}

export interface AppealTerms {
  readonly windowDays: number;
  readonly rounds: number;
}

/** Of every reason that says nothing else, and of a case whose reason nobody has named. */
export const USUAL_APPEAL: AppealTerms = { windowDays: 15, rounds: 2 };

const words = <T extends string>(text: string): readonly T[] => text.split(' ') as T[];

const reason = (zh: string, en: string, face: MerchantFace, evidence: string, sla: SlaClass, levels: string, outcomes: string, watchDays = 30, appeal = USUAL_APPEAL): ReasonRow => ({
  title: { zh, en },
  face,
  evidence: words<EvidenceCode>(evidence),
  sla,
  levels: words<MeasureLevel>(levels),
  outcomes: words<Outcome>(outcomes),
  watchDays,
  appealWindowDays: appeal.windowDays,
  appealRounds: appeal.rounds,
}); // prettier-ignore

/** Why a terminal was frozen, what must be seen, how fast, and how it may end. */
export const REASONS = {
  CASHOUT: reason('套现', 'Cash-out', 'TRADING_REVIEW', 'E01 E02 E03 E05 E07', 'P3', 'F2 F3', 'U UR T B'),
  ROUND_PATTERN: reason(
    '整数或大额交易',
    'Round or large amounts',
    'TRADING_REVIEW',
    'E01 E02',
    'P3',
    'F1',
    'U UR',
  ),
  LIMIT_BREACH: reason(
    '超出单笔或单日限额',
    'Single or daily volume',
    'TRADING_REVIEW',
    'E01 E02 E05',
    'P3',
    'F1 F2',
    'U UR',
  ),
  OUT_OF_HOURS: reason('非营业时间交易', 'Off-hours trade', 'TRADING_REVIEW', 'E01 E07', 'P3', 'F1', 'U UR'),
  CARD_REPEAT: reason(
    '同卡频繁交易',
    'Same card repeats',
    'TRADING_REVIEW',
    'E01 E02 E09',
    'P3',
    'F1',
    'U UR',
  ),
  CREDIT_ONLY: reason(
    '信用卡占比过高',
    'Credit-only mix',
    'TRADING_REVIEW',
    'E01 E02 E14',
    'P3',
    'F0 F1',
    'U UR',
  ),
  MCC_MISUSE: reason(
    '套码、跳码',
    'Misused merchant category',
    'RECORDS_CHECK',
    'E04 E07 E14',
    'P3',
    'F2',
    'RM U T',
  ),
  ERQING: reason('二清', 'Second settlement', 'TRADING_REVIEW', 'E05 E13 E15', 'P2', 'F4 F5', 'RM T B'),
  RELOCATION: reason('移机', 'Relocated terminal', 'DEVICE_CHECK', 'E07 E08 E10', 'P3', 'F4', 'RL U T'),
  BINDING_MISMATCH: reason(
    '一机多码、五要素不符',
    'Binding mismatch',
    'RECORDS_CHECK',
    'E04 E10 E15',
    'P2',
    'F4',
    'RM RP T',
  ),
  SWITCHED_APP: reason('切机', 'Switched application', 'DEVICE_CHECK', 'E10 E11', 'P2', 'F4', 'RP T'),
  COUNTERFEIT: reason('伪卡', 'Counterfeit cards', 'TRADING_REVIEW', 'E01 E09 E19', 'P1', 'F4 F5', 'U T B'),
  SKIMMING: reason(
    '侧录、账户信息泄露',
    'Skimming, account-data leak',
    'DEVICE_CHECK',
    'E10 E11 E12 E19',
    'P1',
    'F4 F6',
    'RP RM T B',
  ),
  TAMPER: reason('终端被拆、防拆触发', 'Tampered terminal', 'DEVICE_CHECK', 'E10 E11', 'P1', 'F4', 'RP U'),
  MALWARE: reason('恶意程序', 'Malicious software', 'DEVICE_CHECK', 'E11 E12', 'P1', 'F4', 'RM RP'),
  AML: reason('涉嫌洗钱', 'Suspected laundering', 'TRADING_REVIEW', 'E02 E05 E13', 'P2', 'F2 F4', 'U UR T K'),
  GAMBLING_FRAUD: reason(
    '涉赌涉诈',
    'Gambling, telecom fraud',
    'TRADING_REVIEW',
    'E02 E05 E13 E17',
    'P1',
    'F4 F5',
    'U T B K',
  ),
  REFUND_ABUSE: reason('退款异常', 'Refund misuse', 'TRADING_REVIEW', 'E01 E16', 'P3', 'F3', 'U UR T'),
  CARD_TESTING: reason('盗卡测试、撞库', 'Card testing', 'TRADING_REVIEW', 'E12 E19', 'P1', 'F4', 'RM U'),
  CHARGEBACK: reason('拒付过多', 'Excessive disputes', 'TRADING_REVIEW', 'E01 E02 E03', 'P3', 'F2', 'RM T B'),
  RETRIEVAL_DEFAULT: reason(
    '调单未回复',
    'Retrieval not answered',
    'RECORDS_CHECK',
    'E01',
    'P3',
    'F2',
    'U RM',
  ),
  KYC_EXPIRED: reason(
    '证照过期',
    'Licence or ID expired',
    'RECORDS_CHECK',
    'E04 E13',
    'P3',
    'F1 F4',
    'U T',
    7,
  ),
  HARDWARE: reason(
    '设备故障误判',
    'Fault mistaken for a freeze',
    'DEVICE_CHECK',
    'E10',
    'P4',
    'F0',
    'RP U',
    7,
  ),
  AUTHORITY_ORDER: reason('有权机关要求', "Authority's order", 'TRADING_REVIEW', 'E17', 'P1', 'F5', 'K U'),
} as const satisfies Record<string, ReasonRow>;

export type ReasonCode = keyof typeof REASONS;
export const REASON_CODES = Object.keys(REASONS) as ReasonCode[];

/**
 * Reasons with a merchant-safe face: to name one would tip the merchant off. Nothing that a merchant reads may tell them
 * from the others of their face, and only a supervisor classifies a case into or out of them.
 */
const TIPPING_OFF: readonly ReasonCode[] = ['AML', 'GAMBLING_FRAUD', 'AUTHORITY_ORDER'];

export const wouldTipOff = (reasonCode: ReasonCode | null): boolean =>
  reasonCode !== null && TIPPING_OFF.includes(reasonCode);
