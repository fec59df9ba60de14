import { isDomainError, type UserActor } from '@thaw/kernel';
import { STEPS_MOST, actionOf, readMacroSteps } from './macro-steps';

const ID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const AGENT: UserActor = { kind: 'user', userId: ID, displayName: 'A', roles: ['agent'], merchantId: null };

const STEPS = [
  { do: 'request_evidence', items: [{ code: 'E01' }, { code: 'E05', required: false }], text: '请提供' },
  { do: 'message', templateId: ID.toUpperCase() },
  { do: 'note', text: ' asked again ' },
  { do: 'assign', userId: 'me' },
  { do: 'set_follow_up', workingDays: 3 },
];

function fieldOf(steps: unknown): string | undefined {
  try {
    readMacroSteps(steps);
  } catch (error) {
    if (isDomainError(error, 'INVALID_REQUEST', 'TELLS_TOO_MUCH')) return error.context.field;
    throw error;
  }
  return 'taken';
}

it('is a list of actions of a closed set, kept with all that is left out', () => {
  expect(readMacroSteps(STEPS)).toEqual([
    { do: 'request_evidence', items: [{ code: 'E01', required: true }, { code: 'E05', required: false }], text: '请提供' },
    { do: 'message', templateId: ID, language: 'both' },
    { do: 'note', text: 'asked again', mentionIds: [] },
    { do: 'assign', userId: 'me' },
    { do: 'set_follow_up', workingDays: 3 },
  ]);
}); // prettier-ignore

it.each<[unknown, string]>([
  [null, 'steps'],
  [[], 'steps'],
  [Array(STEPS_MOST + 1).fill(STEPS[3]), 'steps'],
  [['x'], 'steps[0]'],
  [[{ do: 'approve' }], 'steps[0].do'],
  [[{ do: 'constructor' }], 'steps[0].do'],
  [[{ do: 'request_evidence', items: [], text: 'x' }], 'steps[0].items'],
  [[{ do: 'request_evidence', items: [{ code: 'E99' }], text: 'x' }], 'steps[0].items[0].code'],
  [[{ do: 'request_evidence', items: [{ code: 'E01' }], text: '因反洗钱核查' }], 'steps[0].text'],
  [[{ do: 'request_evidence', items: [{ code: 'E01' }], text: '{{today}}' }], 'steps[0].text'],
  [[STEPS[3], { do: 'message', text: 'my own words' }], 'steps[1].templateId'],
  [[{ do: 'note', text: ' ' }], 'steps[0].text'],
  [[{ do: 'note', text: 'x', mentionIds: ['me'] }], 'steps[0].mentionIds[0]'],
  [[{ do: 'assign', userId: 'you' }], 'steps[0].userId'],
  [[{ do: 'set_follow_up', workingDays: 1.5 }], 'steps[0].workingDays'],
])('refuses %j at %s', (steps, field) => expect(fieldOf(steps)).toBe(field));

it('gives the case to whoever plays it as they would take it, and else as they would assign it', () => {
  expect(actionOf({ do: 'assign', userId: 'me' }, AGENT)).toEqual({ action: 'take', payload: {} });
  expect(actionOf({ do: 'assign', userId: ID }, AGENT)).toEqual({ action: 'take', payload: {} });
  const other = ID.replace('3f', '4f');
  expect(actionOf({ do: 'assign', userId: other }, AGENT)).toEqual({
    action: 'assign',
    payload: { userId: other },
  });
  expect(actionOf({ do: 'set_follow_up', workingDays: 2 }, AGENT)).toEqual({
    action: 'set_follow_up',
    payload: { workingDays: 2 },
  });
});
