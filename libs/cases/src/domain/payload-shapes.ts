import { DomainError, type Bilingual } from '@thaw/kernel';
import type { ActionName, ActionPayloads } from './actions';

/** Looks at one value of a payload. @throws DomainError INVALID_REQUEST naming the field. */
type Check = (value: unknown, field: string) => void;

const wrong = (field: string, zh: string, en: string): DomainError => {
  const detail: Bilingual = { zh, en };
  return new DomainError('INVALID_REQUEST', { ...(field === '' ? {} : { field }), detail });
};

const anything: Check = () => undefined;

const text: Check = (value, field) => {
  if (typeof value !== 'string') throw wrong(field, '请提供文本。', 'Give a text.');
};

const flag: Check = (value, field) => {
  if (typeof value !== 'boolean') throw wrong(field, '请填 true 或 false。', 'Give true or false.');
};

const oneOf =
  (...values: readonly string[]): Check =>
  (value, field) => {
    if (typeof value === 'string' && values.includes(value)) return;
    throw wrong(field, `请从以下值中选择：${values.join('、')}。`, `Choose one of: ${values.join(', ')}.`);
  };

/** A limit as a measure stores it. */
const wholeFen: Check = (value, field) => {
  if (Number.isSafeInteger(value) && (value as number) > 0) return;
  throw wrong(field, '金额应为大于零的整数分。', 'An amount is a whole number of fen, at least 1.');
};

/** What is left out may be null too: a form says it either way. */
const optional =
  (check: Check): Check =>
  (value, field) => {
    if (value !== undefined && value !== null) check(value, field);
  };

const listOf =
  (check: Check): Check =>
  (value, field) => {
    if (!Array.isArray(value)) throw wrong(field, '请提供一个列表。', 'Give a list here.');
    for (let i = 0; i < value.length; i++) check(value[i], `${field}[${i}]`);
  };

const fields =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value, field) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw wrong(field, '请提供一个对象。', 'Give an object here.');
    }
    for (const [name, check] of Object.entries(checks)) {
      check((value as Record<string, unknown>)[name], field === '' ? name : `${field}.${name}`);
    }
  };

const about = { findingId: optional(text), rule: optional(text) };
const reasons = listOf(fields({ ...about, reason: text }));
const measuresAfter = listOf(
  fields({
    measureId: text,
    change: oneOf('lift', 'keep', 'narrow'),
    level: optional(text),
    scope: optional(text),
    limitSingleFen: optional(wholeFen),
    limitDailyFen: optional(wholeFen),
  }),
);

/**
 * The shape of each payload, so that a step reads what it was promised. Doors check more, lengths and formats, and in
 * the reader's form; this is what keeps the pure side from stumbling whatever door was used. A text that must not be
 * empty is the step's own to ask for.
 */
const SHAPES: { readonly [A in keyof ActionPayloads]: Check } = {
  open: fields({ measures: listOf(fields({ level: text, scope: text })), channel: text, text }),
  triage: fields({ reasonCode: text }),
  request_evidence: fields({ items: listOf(fields({ code: text, required: flag })), text: optional(text) }),
  submit_evidence: fields({
    absences: optional(listOf(fields({ itemId: text, reason: text }))),
    onBehalfChannel: optional(text),
  }),
  recall_request: fields({}),
  propose: fields({ outcome: text, measuresAfter, reasons }),
  return: fields({}),
  withdraw_proposal: fields({}),
  approve: fields({ text: optional(text) }),
  object: fields({}),
  appeal: fields({ answers: listOf(fields({ ...about, answer: text })) }),
  uphold_appeal: fields({ reasons }),
  overturn: fields({ extent: oneOf('full', 'partial'), outcome: text, measuresAfter, reasons }),
  give_up: fields({}),
  restore_failed: fields({ commandId: optional(text) }),
  take: anything,
  assign: fields({}),
  assess: fields({ itemId: text }),
  reject: fields({ itemId: text }),
  message: fields({}),
  note: fields({}),
  add_evidence: fields({ itemId: text, fileId: text, onBehalfChannel: optional(text) }),
};

/** @throws DomainError INVALID_REQUEST where the payload is not what the action takes. */
export function needShape(action: ActionName, payload: unknown): void {
  if (Object.hasOwn(SHAPES, action)) SHAPES[action as keyof ActionPayloads](payload, '');
}
