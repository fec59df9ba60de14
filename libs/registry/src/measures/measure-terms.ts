import { invalidRequest } from '../invalid-request';
import {
  HELD_GROUNDS,
  MEASURE_LEVELS,
  MEASURE_LEVEL_WORDS,
  type HeldGround,
  type MeasureLevel,
  type MeasureScope,
  type MeasureTerms,
} from './measure';

/** Terms as someone wishes them, not yet checked. What is left out is null. */
export interface MeasureDraft {
  readonly level: string;
  readonly scope: string;
  readonly limitSingleFen?: number | null | undefined;
  readonly limitDailyFen?: number | null | undefined;
  readonly heldAmountFen?: number | null | undefined;
  readonly heldGround?: string | null | undefined;
  readonly releaseAt?: Date | null | undefined;
  readonly expiresAt?: Date | null | undefined;
}

/**
 * A wish to narrow. A scope left out stays as it is where the new level knows it, else it is the whole terminal. A
 * limit left out stays while F1 stays F1; null gives it up.
 */
export type NarrowingDraft = Omit<MeasureDraft, 'scope'> & { readonly scope?: string | undefined };

/** {@link MeasureTerms} as they lie in a command's parameters: instants as ISO text. */
export type StoredMeasureTerms = Omit<MeasureTerms, 'releaseAt' | 'expiresAt'> & {
  readonly releaseAt: string | null;
  readonly expiresAt: string | null;
};

/** @throws DomainError INVALID_REQUEST naming the field where level, scope, limits and held money do not fit. */
export function measureTerms(draft: MeasureDraft): MeasureTerms {
  const level = MEASURE_LEVELS.find((known) => known === draft.level);
  if (!level) {
    const all = MEASURE_LEVELS.join(', ');
    throw invalidRequest('level', `级别应为 ${all} 之一。`, `A level is one of ${all}.`);
  }
  const scopes = scopesOf(level);
  const scope = scopes.find((known) => known === draft.scope);
  if (!scope) {
    const all = scopes.join(', ');
    throw invalidRequest(
      'scope',
      `${level} 的范围应为 ${all} 之一。`,
      `At ${level} the scope is one of ${all}.`,
    );
  }
  return {
    level,
    scope,
    limitSingleFen: limitOf(draft, level, 'limitSingleFen'),
    limitDailyFen: limitOf(draft, level, 'limitDailyFen'),
    ...heldOf(draft, level),
    expiresAt: draft.expiresAt ?? null,
  };
}

/** @throws DomainError INVALID_REQUEST naming the field where terms that begin now would have ended before. */
export function endingAfter(now: Date, terms: MeasureTerms): MeasureTerms {
  for (const field of ['releaseAt', 'expiresAt'] as const) {
    const end = terms[field];
    if (end === null || end > now) continue;
    throw invalidRequest(field, '该时间必须在将来。', 'This time must lie in the future.');
  }
  return terms;
}

/**
 * The terms a measure is narrowed to: a lower level, or the same one with a raised limit or a smaller scope. Whoever
 * proposes a narrowing and whoever commands it ask this one rule.
 * An expiry left out stays; so does held money while the level still holds it.
 * @throws DomainError INVALID_REQUEST where the wish is wider, tighter or the measure as it stands.
 */
export function narrowedTerms(from: MeasureTerms, draft: NarrowingDraft): MeasureTerms {
  const to = measureTerms({
    ...draft,
    ...(draft.level === 'F1' && from.level === 'F1' ? limitsAfter(from, draft) : {}),
    scope: draft.scope ?? scopeAfter(from, draft.level),
    expiresAt: draft.expiresAt === undefined ? from.expiresAt : draft.expiresAt,
    ...(holdsMoney(draft.level) && !speaksOfMoney(draft) ? heldPart(from) : {}),
  });
  if (MEASURE_LEVELS.indexOf(to.level) > MEASURE_LEVELS.indexOf(from.level)) {
    throw invalidRequest(
      'level',
      `${to.level} 高于现行的 ${from.level}，应另行采取措施。`,
      `${to.level} is above ${from.level} as it stands: impose it as a measure of its own.`,
    );
  }
  if (to.scope === 'merchant' && from.scope !== 'merchant') {
    throw invalidRequest(
      'scope',
      '单个终端的措施不能收窄为商户全部终端。',
      'A measure on one terminal cannot be narrowed to all terminals.',
    );
  }
  if (to.level === from.level && to.scope !== from.scope && isPart(from.scope)) {
    throw invalidRequest(
      'scope',
      '只限制部分交易的措施，同级别下不能改为其他范围。',
      'A measure on one part of trading keeps that part while it keeps its level.',
    );
  }
  for (const field of ['limitSingleFen', 'limitDailyFen'] as const) {
    const [before, after] = [from[field], to[field]];
    if (from.level !== 'F1' || before === null || after === null || after >= before) continue;
    throw invalidRequest(
      field,
      `现行限额为 ${before} 分，收窄只能提高。`,
      `The limit stands at ${before} fen: narrowing may only raise it.`,
    );
  }
  if (JSON.stringify(storedTerms(to)) === JSON.stringify(storedTerms(plainTerms(from)))) {
    throw invalidRequest(
      'level',
      '与现行措施相同：请选择保留或解除。',
      'That is the measure as it stands: keep it or lift it.',
    );
  }
  return to;
}

export const storedTerms = ({ releaseAt, expiresAt, ...rest }: MeasureTerms): StoredMeasureTerms => ({
  ...rest,
  releaseAt: releaseAt?.toISOString() ?? null,
  expiresAt: expiresAt?.toISOString() ?? null,
});

export const readTerms = ({ releaseAt, expiresAt, ...rest }: StoredMeasureTerms): MeasureTerms => ({
  ...rest,
  releaseAt: releaseAt === null ? null : new Date(releaseAt),
  expiresAt: expiresAt === null ? null : new Date(expiresAt),
});

const scopesOf = (level: MeasureLevel): readonly MeasureScope[] => [
  'terminal',
  'merchant',
  ...MEASURE_LEVEL_WORDS[level].scopes,
];

function scopeAfter(from: MeasureTerms, level: string): MeasureScope {
  const known = MEASURE_LEVELS.find((each) => each === level);
  return known && scopesOf(known).includes(from.scope) ? from.scope : 'terminal';
}

const isPart = (scope: MeasureScope): boolean => scope !== 'terminal' && scope !== 'merchant';

type Limits = Pick<MeasureDraft, 'limitSingleFen' | 'limitDailyFen'>;

const limitsAfter = (from: MeasureTerms, { limitSingleFen, limitDailyFen }: Limits): Limits => ({
  limitSingleFen: limitSingleFen === undefined ? from.limitSingleFen : limitSingleFen,
  limitDailyFen: limitDailyFen === undefined ? from.limitDailyFen : limitDailyFen,
});

function limitOf(
  draft: MeasureDraft,
  level: MeasureLevel,
  field: 'limitSingleFen' | 'limitDailyFen',
): number | null {
  const limit = draft[field] ?? null;
  if (limit === null) return null;
  if (level !== 'F1') throw invalidRequest(field, '只有 F1 带限额。', 'Only F1 carries limits.');
  return checkFen(field, limit);
}

type HeldPart = Pick<MeasureTerms, 'heldAmountFen' | 'heldGround' | 'releaseAt'>;

function heldOf(draft: MeasureDraft, level: MeasureLevel): HeldPart {
  const amount = draft.heldAmountFen ?? null;
  const releaseAt = draft.releaseAt ?? null;
  const wanted = draft.heldGround ?? null;
  if (amount === null && releaseAt === null && wanted === null) {
    return { heldAmountFen: null, heldGround: null, releaseAt: null };
  }
  if (!holdsMoney(level)) {
    throw invalidRequest('heldAmountFen', '只有 F2 和 F5 带暂扣资金。', 'Only F2 and F5 carry held money.');
  }
  return {
    heldAmountFen: amount === null ? null : checkFen('heldAmountFen', amount),
    heldGround: checkGround(wanted),
    releaseAt,
  };
}

function checkGround(wanted: string | null): HeldGround | null {
  const ground = HELD_GROUNDS.find((known) => known === wanted) ?? null;
  if (ground !== wanted) {
    const all = HELD_GROUNDS.join(', ');
    throw invalidRequest('heldGround', `暂扣依据应为 ${all} 之一。`, `A ground is one of ${all}.`);
  }
  return ground;
}

function checkFen(field: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw invalidRequest(field, '金额应为大于零的整数分。', 'An amount is a whole number of fen, at least 1.');
}

const holdsMoney = (level: string): boolean => level === 'F2' || level === 'F5';

const speaksOfMoney = ({ heldAmountFen, heldGround, releaseAt }: NarrowingDraft): boolean =>
  heldAmountFen !== undefined || heldGround !== undefined || releaseAt !== undefined;

const heldPart = ({ heldAmountFen, heldGround, releaseAt }: HeldPart): HeldPart => ({
  heldAmountFen,
  heldGround,
  releaseAt,
});

/** The terms of a measure without the rest of its row, in the order that {@link measureTerms} gives them. */
export const plainTerms = (terms: MeasureTerms): MeasureTerms => ({
  level: terms.level,
  scope: terms.scope,
  limitSingleFen: terms.limitSingleFen,
  limitDailyFen: terms.limitDailyFen,
  ...heldPart(terms),
  expiresAt: terms.expiresAt,
});
