import type { AdviceCode } from './advice-items';

/** Raised whenever advice, or what it is given for, changes. */
export const ADVICE_VERSION = 1;

const codes = (text: string): readonly AdviceCode[] => text.split(' ') as AdviceCode[];

/** By the face that merchants see of a case: all that they get, so that reasons of one face cannot be told apart. */
export const ADVICE_BY_FACE: Readonly<Record<string, readonly AdviceCode[]>> = {
  TRADING_REVIEW: codes(
    'own_trade_only keep_slips answer_in_time tell_ahead refund_to_card chip_first stop_at_declines',
  ),
  RECORDS_CHECK: codes('papers_current own_category registered_place answer_in_time keep_slips'),
  DEVICE_CHECK: codes(
    'daily_look visitors registered_place inspection_in_time current_version virus_and_patches own_software_only passwords own_network keep_traces',
  ),
};

/**
 * By reason, for staff alone. Reasons that must not be told apart are given what their face is given, word for word: what an
 * agent reads out would tip off as well.
 */
export const ADVICE_BY_REASON: Readonly<Record<string, readonly AdviceCode[]>> = {
  CASHOUT: codes('own_trade_only keep_slips tell_ahead never_tell_codes'),
  ROUND_PATTERN: codes('keep_slips tell_ahead own_trade_only'),
  LIMIT_BREACH: codes('tell_ahead keep_slips'),
  OUT_OF_HOURS: codes('tell_ahead leavers passwords'),
  CARD_REPEAT: codes('own_trade_only chip_first keep_slips'),
  CREDIT_ONLY: codes('own_trade_only own_category keep_slips'),
  MCC_MISUSE: codes('own_category papers_current'),
  ERQING: codes('own_trade_only never_tell_codes papers_current'),
  RELOCATION: codes('registered_place inspection_in_time'),
  BINDING_MISMATCH: codes('papers_current registered_place'),
  SWITCHED_APP: codes('own_software_only visitors daily_look'),
  COUNTERFEIT: codes('chip_first till_camera stop_at_declines'),
  SKIMMING: codes('daily_look visitors keep_traces till_camera'),
  TAMPER: codes('daily_look visitors keep_traces'),
  MALWARE: codes('own_software_only current_version virus_and_patches own_network keep_traces'),
  AML: ADVICE_BY_FACE['TRADING_REVIEW'] ?? [],
  GAMBLING_FRAUD: ADVICE_BY_FACE['TRADING_REVIEW'] ?? [],
  REFUND_ABUSE: codes('refund_to_card keep_slips leavers'),
  CARD_TESTING: codes('stop_at_declines own_network passwords'),
  CHARGEBACK: codes('keep_slips chip_first answer_in_time refund_to_card'),
  RETRIEVAL_DEFAULT: codes('answer_in_time keep_slips'),
  KYC_EXPIRED: codes('papers_current'),
  HARDWARE: codes('daily_look current_version inspection_in_time'),
  AUTHORITY_ORDER: ADVICE_BY_FACE['TRADING_REVIEW'] ?? [],
};
