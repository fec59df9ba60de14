import { routedState } from './routed-state';

const none = { queued: 0, running: 0, finished: 0, failed: 0, cancelled: 0 };

it.each([
  [{}, 'finished'],
  [{ queued: 2 }, 'queued'],
  [{ queued: 1, finished: 1 }, 'running'],
  [{ queued: 1, cancelled: 1 }, 'running'],
  [{ running: 1 }, 'running'],
  [{ running: 1, failed: 3 }, 'running'],
  [{ finished: 3 }, 'finished'],
  [{ finished: 3, cancelled: 1 }, 'cancelled'],
  [{ finished: 3, cancelled: 1, failed: 1 }, 'failed'],
] as const)('%j comes to %s', (counts, state) =>
  expect(routedState(false, { ...none, ...counts })).toBe(state),
);

it('is refused whatever else', () => expect(routedState(true, none)).toBe('refused'));
