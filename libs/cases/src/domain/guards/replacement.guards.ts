import type { CaseFacts, CaseSnapshot } from '../facts';
import {
  LAST_STEP,
  REPLACEMENT_STEPS,
  installersOf,
  isReplacing,
  nextStepOf,
} from '../remedy/replacement-steps';
import { dutyRefusal, refusal, type Refusal } from '../refusal';
import { userOf, type Guard } from './guard';

/** Whether a step of a replacement is to be done now, by whoever puts the device to work. */
export const isInstallersTurn = (snapshot: CaseSnapshot, facts: CaseFacts): boolean => {
  const next = isReplacing(snapshot, facts) ? nextStepOf(facts) : null;
  return next !== null && next < LAST_STEP;
};

/** Whether the installation waits to be verified. */
export const isVerifiersTurn = (snapshot: CaseSnapshot, facts: CaseFacts): boolean =>
  isReplacing(snapshot, facts) && nextStepOf(facts) === LAST_STEP;

/** All nine steps done, and the one who says so had no hand in them. */
export const installationVerified: Guard = (_snapshot, facts, attempt) => {
  const { replacement } = facts;
  const isDone = (number: number): boolean =>
    replacement?.steps.some((step) => step.number === number && step.state === 'done') ?? false;
  const open = REPLACEMENT_STEPS.filter((_, index) => !isDone(index + 1));
  if (replacement?.state !== 'under_way' || open.length > 0) {
    return refusal(
      'recertified.checklist',
      `换机清单尚未完成：${open.map(({ title }) => title.zh).join('、')}。`,
      `The checklist is not complete: ${open.map(({ title }) => title.en).join(', ')}.`,
    );
  }
  return isInstaller(facts, userOf(attempt)) ? notInstaller('recertified') : null;
};

export const isInstaller = (facts: CaseFacts, user: string | null): boolean =>
  user !== null && installersOf(facts).includes(user);

export const notInstaller = (action: 'verify' | 'recertified'): Refusal =>
  dutyRefusal(
    `${action}.not_installer`,
    '参与安装的人不能核实或认证该设备，请由另一人操作。',
    'Whoever had a hand in installing the device does not verify or certify it: another person must.',
  );

type WaitsForDevice =
  | 'propose'
  | 'approve'
  | 'lapse'
  | 'dismiss'
  | 'restore_confirmed'
  | 'confirm_restore_manually'
  | 'watch_passed';

/**
 * While a replacement is taken back the terminal may have no device: no case goes on to give trading back, to end the
 * terminal or to close. Only an authority’s order needs no device.
 */
export const noDeviceComingBack =
  (action: WaitsForDevice): Guard =>
  (_snapshot, facts) => {
    const keeps = action === 'approve' && facts.pendingProposal?.outcome === 'K';
    return facts.replacement?.state === 'compensating' && !keeps ? deviceComingBack(action) : null;
  };

export const deviceComingBack = (action: WaitsForDevice, field?: string): Refusal =>
  refusal(
    `${action}.device_comes_back`,
    '换机正在撤回，终端可能没有可用设备：请等待终端系统答复；失败的指令请重试（retry_command）或人工确认（confirm_command）。',
    'A replacement is being taken back and the terminal may have no device: wait for the terminal system; what failed, retry (retry_command) or confirm by hand (confirm_command).',
    field,
  );
