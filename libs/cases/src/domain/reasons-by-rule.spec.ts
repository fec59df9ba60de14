import { needEachFinding } from './payload-checks';

const findings = [
  { id: 'a', rule: 'R6b', identity: 'R6b|a', weight: 12 },
  { id: 'b', rule: 'R6b', identity: 'R6b|b', weight: 12 },
  { id: 'c', rule: 'R1a', identity: 'R1a|c', weight: 15 },
];
const said = (...entries: { findingId?: string; rule?: string; text: string }[]): [string, string][] => [
  ...needEachFinding(entries, findings, 'reasons'),
];

it('takes one word for all findings of a rule, and lets a finding have its own', () => {
  expect(said({ rule: 'R6b', text: 'a queue of guests' }, { findingId: 'c', text: 'a banquet' })).toEqual([
    ['a', 'a queue of guests'],
    ['b', 'a queue of guests'],
    ['c', 'a banquet'],
  ]);
  expect(
    said({ rule: 'R6b', text: 'x' }, { findingId: 'b', text: 'y' }, { rule: 'R1a', text: 'z' })[1],
  ).toEqual(['b', 'y']);
});

it.each([
  ['a rule without findings', { rule: 'R2', text: 'x' }],
  ['both at once', { rule: 'R6b', findingId: 'a', text: 'x' }],
  ['neither', { text: 'x' }],
])('refuses %s', (_, entry) => {
  expect(() => said(entry)).toThrow(/INVALID_REQUEST/);
});

it('refuses a rule named twice, and findings left out', () => {
  expect(() => said({ rule: 'R6b', text: 'x' }, { rule: 'R6b', text: 'y' })).toThrow(/INVALID_REQUEST/);
  expect(() => said({ rule: 'R6b', text: 'x' })).toThrow(/1 still open/);
});
