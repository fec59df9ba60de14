import type { ReasonCode } from './reasons';
import type { Beside } from './requirements';

/**
 * What helps under a reason beside the items that it requires: never instead of the desk's column of required items, but
 * where an alternative is named, it says the same thing of the same fact.
 *
 * Reasons whose face they share with reasons that must not be told (all of TRADING_REVIEW) have neither alternatives nor
 * guidance or counts of their own: a merchant whose one paper stands in for another, or who reads other words, would
 * learn which reason it is. Optional items are a list for the agent and reach a merchant only as requests.
 */
export const BESIDE_REQUIRED: { readonly [code in ReasonCode]?: Beside } = {
  // Who used the card, and what the till saw.
  CASHOUT: { optional: ['E09', 'E19'] },
  ROUND_PATTERN: { optional: ['E03', 'E05'] },
  // A shop that has grown shows it.
  LIMIT_BREACH: { optional: ['E03', 'E07'] },
  OUT_OF_HOURS: { optional: ['E02', 'E19'] },
  CARD_REPEAT: { optional: ['E03', 'E19'] },
  CREDIT_ONLY: { optional: ['E05', 'E07'] },
  MCC_MISUSE: {
    optional: ['E01', 'E08'],
    // What a shop sells is proved by what it sells on contract, too.
    alternatives: [['E02', 'E14']],
    guidance: {
      E07: {
        zh: '请拍到所售商品或服务，收银台照片中可见价目。',
        en: 'Show what is sold, and the price list at the till.',
      },
    },
  },
  ERQING: { optional: ['E02', 'E04'] },
  RELOCATION: {
    optional: ['E04'],
    guidance: {
      E07: {
        zh: '请拍摄新址，门头须可见门牌号。',
        en: 'Photograph the new place, with the house number readable.',
      },
      E08: { zh: '请提供新址的合同或产权证明。', en: 'For the new place.' },
      E10: { zh: '全景照片请在新址拍摄。', en: 'Take the view at the new place.' },
    },
  },
  BINDING_MISMATCH: {
    optional: ['E11', 'E13'],
    // The statement of the bank names account and holder as its confirmation does.
    alternatives: [['E05', 'E15']],
    guidance: {
      E10: { zh: '如有多台设备，请逐台拍摄序列号。', en: 'With several devices, the serial number of each.' },
    },
    files: { E10: { min: 2, max: 30 } },
  },
  SWITCHED_APP: { optional: ['E12'] },
  COUNTERFEIT: { optional: ['E02', 'E12'] },
  SKIMMING: { optional: ['E07'] },
  TAMPER: { optional: ['E19'] },
  MALWARE: { optional: ['E10'] },
  AML: { optional: ['E01', 'E04', 'E07'] },
  GAMBLING_FRAUD: { optional: ['E01', 'E07'] },
  REFUND_ABUSE: { optional: ['E02', 'E05'] },
  CARD_TESTING: { optional: ['E11'] },
  CHARGEBACK: { optional: ['E09', 'E19'] },
  RETRIEVAL_DEFAULT: {
    optional: ['E03'],
    // A slip that is lost: the order or invoice of the very sale.
    alternatives: [['E02', 'E01']],
    guidance: {
      E01: {
        zh: '请提供所调单据本身，须与调单的日期、金额一致。',
        en: 'The slip that was asked for, of the same date and amount.',
      },
    },
  },
  KYC_EXPIRED: {
    optional: ['E08'],
    guidance: {
      E04: { zh: '请提供换发后、在有效期内的执照。', en: 'The renewed licence, valid today.' },
      E13: { zh: '请提供在有效期内的证件。', en: 'An ID that is valid today.' },
    },
  },
  HARDWARE: {
    optional: ['E11'],
    guidance: {
      E10: { zh: '另请拍摄屏幕上的报错或信号显示。', en: 'Also the error or the signal on the screen.' },
    },
  },
};
