import type { Bilingual } from '@thaw/kernel';

/** The ladder of freeze measures, mildest first. */
export const MEASURE_LEVELS = ['F0', 'F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7'] as const;
export type MeasureLevel = (typeof MEASURE_LEVELS)[number];

/** `terminal` and `merchant` say whose; the others say which part of the terminal's trading. */
export const MEASURE_SCOPES = [
  'terminal',
  'merchant',
  'credit_cards',
  'refunds',
  'amount_limits',
  'settlement',
] as const;
export type MeasureScope = (typeof MEASURE_SCOPES)[number];

/** Why money is held. Closed, since the merchant sees the ground and free text could tip off. */
export const HELD_GROUNDS = ['review', 'disputes', 'breach', 'authority'] as const;
export type HeldGround = (typeof HELD_GROUNDS)[number];

interface LevelWords {
  readonly name: Bilingual;
  /** What the merchant reads. Null: the merchant is told nothing, since nothing is withheld from them. */
  readonly merchant: Bilingual | null;
  /** Scopes beside `terminal` and `merchant` that make sense at this level. */
  readonly scopes: readonly MeasureScope[];
}

/** A merchant reads what they cannot do, never on whose order or suspicion; F7's listing is told by its own letter. */
export const MEASURE_LEVEL_WORDS: Readonly<Record<MeasureLevel, LevelWords>> = {
  F0: { name: { zh: '观察', en: 'Observe' }, merchant: null, scopes: [] },
  F1: {
    name: { zh: '限额', en: 'Limit' },
    merchant: { zh: '交易限额', en: 'Transactions are limited' },
    scopes: ['amount_limits'],
  },
  F2: {
    name: { zh: '延迟结算', en: 'Delayed settlement' },
    merchant: { zh: '结算延迟', en: 'Settlement is delayed' },
    scopes: ['settlement'],
  },
  F3: {
    name: { zh: '关闭信用卡或退货', en: 'Credit cards or refunds off' },
    merchant: { zh: '部分交易已关闭', en: 'Some kinds of transaction are off' },
    scopes: ['credit_cards', 'refunds'],
  },
  F4: {
    name: { zh: '终端停用', en: 'Terminal suspended' },
    merchant: { zh: '终端已停用', en: 'The terminal is suspended' },
    scopes: [],
  },
  F5: {
    name: { zh: '资金暂扣', en: 'Funds held' },
    merchant: { zh: '资金暂缓结算', en: 'Funds are held' },
    scopes: ['settlement'],
  },
  F6: {
    name: { zh: '设备收回', en: 'Device recovered' },
    merchant: { zh: '设备收回', en: 'The device is taken back' },
    scopes: [],
  },
  F7: {
    name: { zh: '商户终止并列入名单', en: 'Merchant terminated and listed' },
    merchant: { zh: '受理协议终止', en: 'The agreement is ended' },
    scopes: [],
  },
};

export const MEASURE_SCOPE_NAMES: Readonly<Record<MeasureScope, Bilingual>> = {
  terminal: { zh: '本终端', en: 'This terminal' },
  merchant: { zh: '商户全部终端', en: 'All terminals of the merchant' },
  credit_cards: { zh: '信用卡', en: 'Credit cards' },
  refunds: { zh: '退货', en: 'Refunds' },
  amount_limits: { zh: '交易金额', en: 'Amounts' },
  settlement: { zh: '结算', en: 'Settlement' },
};

const UNDER_REVIEW: Bilingual = { zh: '核查期间暂缓', en: 'Held while the freeze is looked into' };

/** What the merchant reads as the ground. An authority's order reads as a review: to say more would tip off. */
const HELD_GROUND_FACES: Readonly<Record<HeldGround, Bilingual>> = {
  review: UNDER_REVIEW,
  authority: UNDER_REVIEW,
  disputes: { zh: '为争议交易留存', en: 'Kept against disputed transactions' },
  breach: { zh: '依协议约定留存', en: 'Kept under the agreement' },
};

/** What a measure says, apart from whose it is and when it began. Money is whole fen. */
export interface MeasureTerms {
  readonly level: MeasureLevel;
  readonly scope: MeasureScope;
  /** F1 only: the most that one transaction, or one day, may take; null: the fee profile's own. */
  readonly limitSingleFen: number | null;
  readonly limitDailyFen: number | null;
  /** F2 and F5 only. */
  readonly heldAmountFen: number | null;
  readonly heldGround: HeldGround | null;
  readonly releaseAt: Date | null;
  readonly expiresAt: Date | null;
}

/**
 * What a merchant may read of a measure. Not when it ends by itself: under an authority's hold it does not, and one that is
 * in force past its day would tell of the hold.
 */
export interface MeasureFace {
  readonly title: Bilingual;
  readonly scope: Bilingual;
  readonly limitSingleFen: number | null;
  readonly limitDailyFen: number | null;
  readonly heldAmountFen: number | null;
  readonly heldGround: Bilingual | null;
  readonly releaseAt: Date | null;
  readonly beganAt: Date;
}

/** @returns null where there is nothing to tell the merchant. Money that has gone to them is no longer held. */
export function measureFace(
  measure: MeasureTerms & { readonly beganAt: Date; readonly releasedAt: Date | null },
): MeasureFace | null {
  const title = MEASURE_LEVEL_WORDS[measure.level].merchant;
  if (!title) return null;
  const { limitSingleFen, limitDailyFen, beganAt } = measure;
  const isHeld = measure.releasedAt === null;
  return {
    title,
    scope: MEASURE_SCOPE_NAMES[measure.scope],
    limitSingleFen,
    limitDailyFen,
    heldAmountFen: isHeld ? measure.heldAmountFen : null,
    heldGround: isHeld && measure.heldGround ? HELD_GROUND_FACES[measure.heldGround] : null,
    releaseAt: isHeld ? measure.releaseAt : null,
    beganAt,
  };
}
