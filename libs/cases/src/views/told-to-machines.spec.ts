import { TOLD_CASE_EVENTS, WEBHOOK_EVENT_TYPES, toldAs } from '@thaw/notifications';
import { REFERENCE_VERSION, referenceOf } from '../domain';
import { merchantEventType, merchantSees } from './merchant-timeline.view';

const SEES = merchantSees(referenceOf(REFERENCE_VERSION));
const UNSEEN = merchantEventType({ type: 'no such event', data: {}, fromState: null, toState: 'closed' });

it('machines hear only of events that merchants see, and under the same names', () => {
  for (const [type, name] of Object.entries(TOLD_CASE_EVENTS)) {
    const seen = merchantEventType({ type, data: {}, fromState: null, toState: 'closed' });
    expect(seen).not.toBe(UNSEEN);
    expect(`case.${seen}`).toBe(name);
    expect(toldAs({ type, from: null, to: 'closed' })).toBe(name);
  }
  expect(new Set(Object.values(TOLD_CASE_EVENTS))).toEqual(new Set(WEBHOOK_EVENT_TYPES));
});

it.each(['note_written', 'authority_hold_placed', 'major_event_reported', 'measure_imposed'])(
  'they hear nothing of %s',
  (type) => {
    expect(toldAs({ type, from: 'upheld', to: 'upheld' })).toBeUndefined();
    expect(toldAs({ type, from: 'upheld', to: 'reviewing' })).toBeUndefined();
  },
);

it.each([
  ['upheld', 'reviewing'],
  ['closed', 'investigating'],
  ['upheld', 'upheld'],
  ['reviewing', 'reviewing'],
  ['closed', 'closed'],
] as const)('of an authority’s release from %s to %s they hear what merchants see', (from, to) => {
  const type = 'authority_hold_released';
  const event = { type, data: {}, fromState: from, toState: to };
  const told = SEES(event) ? `case.${merchantEventType(event)}` : undefined;
  expect(toldAs({ type, from, to })).toBe(told);
  // As whatever else leads there: neither name nor silence tells which it was.
  expect(told).toBe(from === to ? undefined : toldAs({ type: 'reconsidered', from, to }));
});
