import {
  MERCHANT_FACES,
  REASON_CODES,
  REFERENCE_VERSION,
  referenceOf,
  wouldTipOff,
} from '@thaw/cases/domain';
import { ADVICE_BY_FACE, ADVICE_BY_REASON, ADVICE_ITEMS, ADVICE_SUBJECTS } from '@thaw/registry';
import { advicePage } from './advice-page';

const REASONS = referenceOf(REFERENCE_VERSION).reasons;
const staff = advicePage({ withReasons: true });
const merchant = advicePage({ withReasons: false });

it('has advice for every face and every reason, and for nothing else', () => {
  expect(Object.keys(ADVICE_BY_FACE).sort()).toEqual(Object.keys(MERCHANT_FACES).sort());
  expect(Object.keys(ADVICE_BY_REASON).sort()).toEqual([...REASON_CODES].sort());
  for (const { code, advice } of [...staff.byFace, ...(staff.byReason ?? [])]) {
    expect([code, advice.length > 0, new Set(advice).size === advice.length]).toEqual([code, true, true]);
    expect([code, advice.filter((each) => !Object.hasOwn(ADVICE_ITEMS, each))]).toEqual([code, []]);
  }
});

it('covers the five subjects, each piece of advice once, all of it given for something', () => {
  expect(staff.subjects.map(({ code }) => code)).toEqual([
    'inspection',
    'updates',
    'account_security',
    'attack_defence',
    'compliance',
  ]);
  expect(Object.keys(ADVICE_SUBJECTS)).toHaveLength(5);
  const shown = staff.subjects.flatMap(({ items }) => items.map(({ code }) => code));
  expect(shown.sort()).toEqual(Object.keys(ADVICE_ITEMS).sort());
  const given = new Set(Object.values(ADVICE_BY_REASON).flat());
  for (const code of Object.values(ADVICE_BY_FACE).flat()) given.add(code);
  expect(shown.filter((code) => !given.has(code as keyof typeof ADVICE_ITEMS))).toEqual([]);
});

it('tells a merchant of no reason, by code or by title', () => {
  expect(merchant).not.toHaveProperty('byReason');
  const text = JSON.stringify(merchant);
  for (const code of REASON_CODES) expect(text).not.toContain(code);
  for (const { title } of Object.values(REASONS)) expect(text).not.toContain(title.en);
});

it('gives reasons that must not be told apart the same advice, and that of their face', () => {
  const of = (code: string) => staff.byReason?.find((each) => each.code === code)?.advice;
  const secret = REASON_CODES.filter(wouldTipOff);
  expect(secret.length).toBeGreaterThan(2);
  for (const code of secret) {
    expect(of(code)).toEqual(ADVICE_BY_FACE[REASONS[code].face]);
  }
});
