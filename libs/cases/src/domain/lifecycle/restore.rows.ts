import * as guard from '../guards';
import * as command from '../steps/command.steps';
import * as restore from '../steps/restore.steps';
import { row, type Transition } from '../transition';
import { DESK } from './who-and-when';

/** Trading given back. */
export const RESTORE_ROWS: readonly Transition[] = [
  row('restore_confirmed', {
    from: ['restoring'],
    to: 'monitoring',
    who: ['gateway'],
    guards: [guard.everyCommandConfirmed, guard.noDeviceComingBack('restore_confirmed')],
    apply: restore.confirmed,
  }),
  row('restore_failed', {
    from: ['restoring'],
    to: 'restoring',
    who: ['gateway', 'clock'],
    apply: restore.failed,
  }),
  row('retry_restore', {
    from: ['restoring'],
    to: 'restoring',
    who: DESK,
    guards: [guard.someCommandFailed],
    apply: restore.retry,
  }),
  row('confirm_restore_manually', {
    from: ['restoring'],
    to: 'decided',
    who: DESK,
    guards: [
      guard.someCommandUnconfirmed,
      guard.notRestoreSigner,
      guard.noDeviceComingBack('confirm_restore_manually'),
    ],
    apply: command.confirmRestore,
  }),
  row('stop_restore', { from: ['restoring'], to: 'reviewing', who: ['supervisor'], apply: restore.stop }),
  row('stop_restore', {
    from: ['restoring'],
    to: 'reviewing',
    who: ['clock'],
    guards: [guard.restoreMustStop],
    apply: restore.stop,
  }),
];
