import * as guard from '../guards';
import * as watch from '../steps/watch.steps';
import { row, type Transition } from '../transition';
import { DESK } from './who-and-when';

/** The watch after trading was given back: passed, or not. */
export const WATCH_ROWS: readonly Transition[] = [
  row('refreeze', { from: ['monitoring'], to: 'investigating', who: DESK, apply: watch.refreeze }),
  row('refreeze', {
    from: ['monitoring'],
    to: 'investigating',
    who: ['clock'],
    guards: [guard.someHitOpen('refreeze')],
    apply: watch.refreeze,
  }),
  row('keep_watching', {
    from: ['monitoring'],
    to: 'same',
    who: DESK,
    guards: [guard.someHitOpen('keep_watching')],
    apply: watch.keepWatching,
  }),
  row('watch_passed', {
    from: ['monitoring'],
    to: 'closed',
    who: ['clock'],
    guards: [
      guard.watchIsOver,
      guard.noHitOpen,
      guard.everythingJudged,
      guard.noDeviceComingBack('watch_passed'),
      guard.deviceAtWork('watch_passed'),
    ],
    apply: watch.watchPassed,
  }),
];
