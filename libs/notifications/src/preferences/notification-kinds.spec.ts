import { kindOf } from './notification-kinds';

it.each([
  ['merchant', 'decision_letter', {}, 'letter'],
  ['merchant', 'message', {}, 'message'],
  ['merchant', 'prevention_reminder', {}, 'upkeep'],
  // What a merchant is sent never follows from what its content holds.
  ['merchant', 'freeze_notice', { task: 'mentioned' }, 'letter'],
  ['user', 'task', { task: 'mentioned' }, 'mention'],
  ['user', 'task', { task: 'clock_decision_80' }, 'clock'],
  ['user', 'task', { task: 'letter_not_delivered' }, 'task'],
  ['user', 'nobody_eligible', {}, 'desk'],
  ['user', 'webhook_disabled', {}, 'desk'],
  // To one of a merchant's people: the staff's groups hear of the desk's.
  ['user', 'code_failure', {}, 'message'],
] as const)('of a %s, %s %j is of the kind %s', (recipientKind, template, content, kind) => {
  expect(kindOf({ recipientKind, template, content })).toBe(kind);
});
