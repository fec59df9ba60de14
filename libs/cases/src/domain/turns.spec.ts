import { inTurn, whyNotGiven, whyNotTaken, type MemberFact } from './index';

const member = (userId: string, over: Partial<MemberFact> = {}): MemberFact => ({
  userId,
  cap: 10,
  open: 0,
  skills: [],
  isAway: false,
  lastAssignedAt: null,
  ...over,
});
const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 23, hour));

it.each<[string, MemberFact | null, boolean, string | null]>([
  ['nobody of the queue', null, true, 'assign.member'],
  ['somebody away', member('a', { isAway: true, skills: ['device'] }), true, 'assign.away'],
  ['somebody without the skill', member('a'), true, 'assign.skills'],
  ['somebody with all they may have', member('a', { open: 10, skills: ['device'] }), false, 'assign.cap'],
  ['the same with a reason', member('a', { open: 10, skills: ['device'] }), true, null],
  ['somebody with one less', member('a', { open: 9, skills: ['device', 'cash'] }), false, null],
])('gives a case to %s or says why not', (_, who, overCap, rule) => {
  expect(whyNotGiven(who, ['device'], overCap)?.rule ?? null).toBe(rule);
  // Whoever takes it themselves meets the same rules, in words to them; over their cap a supervisor gives it.
  const taken = whyNotTaken(who, ['device']);
  expect(taken?.rule ?? null).toBe(overCap && rule === null ? 'assign.cap' : rule);
  expect(taken?.why.en ?? 'You').toContain('You');
});

it('takes turns by the share of the cap, not by the number, and then by who waited longest', () => {
  const order = (...members: MemberFact[]): string => inTurn(members).map(({ userId }) => userId).join('');
  expect(order(member('a', { open: 5 }), member('b', { open: 6, cap: 20 }))).toBe('ba');
  expect(order(member('a', { open: 1, lastAssignedAt: at(9) }), member('b', { open: 2, cap: 20, lastAssignedAt: at(8) }))).toBe('ba');
  expect(order(member('b', { lastAssignedAt: at(1) }), member('a', { lastAssignedAt: at(1) }), member('c'))).toBe('cab');
}); // prettier-ignore
