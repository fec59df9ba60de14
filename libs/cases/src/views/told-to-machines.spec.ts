import { TOLD_CASE_EVENTS, WEBHOOK_EVENT_TYPES } from '@thaw/notifications';
import { merchantEventType } from './merchant-timeline.view';

const UNSEEN = merchantEventType({ type: 'no such event', data: {}, fromState: null, toState: 'closed' });

it('machines hear only of events that merchants see, and under the same names', () => {
  for (const [type, name] of Object.entries(TOLD_CASE_EVENTS)) {
    const seen = merchantEventType({ type, data: {}, fromState: null, toState: 'closed' });
    expect(seen).not.toBe(UNSEEN);
    expect(`case.${seen}`).toBe(name);
  }
  expect(new Set(Object.values(TOLD_CASE_EVENTS))).toEqual(new Set(WEBHOOK_EVENT_TYPES));
});

it.each([
  'note_written',
  'authority_hold_placed',
  'authority_hold_released',
  'major_event_reported',
  'measure_imposed',
])('they hear nothing of %s', (type) => expect(Object.hasOwn(TOLD_CASE_EVENTS, type)).toBe(false));
