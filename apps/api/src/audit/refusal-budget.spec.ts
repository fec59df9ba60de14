import { RefusalBudget } from './refusal-budget';

const refusal = (who: string) => ({ who, action: 'GET /v1/cases/:number', code: 'FORBIDDEN' });

it('gives the same refusal twenty records a minute, and then one that counts the rest', () => {
  const budget = new RefusalBudget();
  const taken = Array.from({ length: 50 }, (_, at) => budget.take(refusal('user:1'), at));
  expect(taken.filter(Boolean)).toHaveLength(20);
  expect(budget.take(refusal('user:2'), 50)).toBe(true);
  expect(budget.ended(59_999)).toEqual([]);
  expect(budget.ended(60_000)).toEqual([{ refusal: refusal('user:1'), times: 30 }]);
  expect(budget.ended(60_001)).toEqual([]);
  expect(budget.take(refusal('user:1'), 60_002)).toBe(true);
});

it('counts those who are refused in ever other ways together, and keeps none of them in mind', () => {
  const budget = new RefusalBudget();
  const taken = Array.from({ length: 6_000 }, (_, at) => budget.take(refusal(`user:${at}`), 1));
  expect(taken.filter(Boolean)).toHaveLength(5_020);
  expect(budget.ended(70_000)).toEqual([{ refusal: refusal('user:5000'), times: 980 }]);
});
