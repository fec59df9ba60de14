import type { GatewayAnswer } from './gateway-answer';
import type { CommandState, GatewayCommand } from './gateway-command.entity';

/** How long after each try the next one comes. When they are used up the command fails, and an agent gets the task. */
export const RETRY_DELAYS_MS: readonly number[] = [
  2_000, 5_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
];
export const MAX_ATTEMPTS = RETRY_DELAYS_MS.length;

/** Longer than one attempt can take (a question and a command, each with its timeout): no second begins beside it. */
export const ATTEMPT_MS = 15_000;

/** How long a queued job may take to come before the sweep asks for another. */
export const CLAIM_MS = 30_000;

/** Clocks of two machines differ: a job that comes this much early is not turned away. */
const CLOCK_SKEW_MS = 1_000;

/** Unless its orderer says otherwise: as long as a restore may take. Longer than all tries together. */
export const DEADLINE_MS = 2 * 3_600_000;

export type CommandProgress = Pick<
  GatewayCommand,
  | 'state'
  | 'attempts'
  | 'nextAttemptAt'
  | 'deadlineAt'
  | 'closedAt'
  | 'mayBeDone'
  | 'lastError'
  | 'sentAt'
  | 'settledAt'
>;

export type ProgressChange = Partial<CommandProgress> & { readonly state: CommandState };

/** What a job does with a command. `ask_or_send`: it is sent again under its id where the other side never got it. */
export type NextStep = 'nothing' | 'give_up' | 'send' | 'ask_or_send' | 'ask_only';

export const isOpen = (state: CommandState): boolean => state === 'pending' || state === 'sent';

/** Whether a job may act now. A job handed over twice finds that the next try is not due. */
export function isDue(command: CommandProgress, now: Date): boolean {
  if (!isOpen(command.state)) return false;
  if (command.attempts === 0 || command.nextAttemptAt === null) return true;
  return command.nextAttemptAt.getTime() <= now.getTime() + CLOCK_SKEW_MS;
}

/** Past its deadline, or once it was stopped, nothing is sent any more; of what may be done we still ask. */
export function nextStep(command: CommandProgress, now: Date): NextStep {
  if (!isDue(command, now)) return 'nothing';
  if (command.attempts >= MAX_ATTEMPTS) return 'give_up';
  if (isLate(command, now)) return command.mayBeDone ? 'ask_only' : 'give_up';
  if (command.state === 'pending') return 'send';
  return command.closedAt === null ? 'ask_or_send' : 'ask_only';
}

/** When every try was used, or the deadline has come, and still nothing settled it. */
export function giveUp(command: CommandProgress, now: Date): ProgressChange {
  const last = command.state === 'sent' ? 'accepted, but never confirmed' : command.lastError;
  return settled('failed', now, `${whyGivenUp(command, now)}: ${last ?? 'no answer'}`);
}

/**
 * What an attempt's answer makes of the command; null: nothing changes.
 * What the terminal system did is true however late we hear it, so `confirmed` holds against all but itself.
 * `mightBeDone`: whether it could have been done before this attempt, which a refusal of this one says nothing of.
 */
export function afterAttempt(
  command: CommandProgress,
  answer: GatewayAnswer,
  now: Date,
  mightBeDone = command.mayBeDone,
): ProgressChange | null {
  if (command.state === 'confirmed') return null;
  if (answer.state === 'confirmed') return settled('confirmed', now, null);
  if (command.state === 'failed') return null;
  const nextAttemptAt = nextAfter(command, now);
  if (answer.state === 'accepted') {
    if (isLate(command, now)) return giveUp({ ...command, state: 'sent' }, now);
    const sentAt = command.sentAt ?? now;
    return { state: 'sent', sentAt, nextAttemptAt, mayBeDone: true, lastError: null, settledAt: null };
  }
  if (command.state === 'withdrawn') return null;
  if (answer.state === 'refused') {
    const mayBeDone = command.state === 'sent' || mightBeDone;
    return { ...settled('failed', now, `refused: ${answer.reason}`), mayBeDone };
  }
  const mayBeDone = answer.state === 'failed' ? false : command.mayBeDone;
  const lastError = answer.reason;
  // What was stopped is not sent again: that it failed is its end.
  const ends = answer.state === 'failed' && command.closedAt !== null;
  if (ends || command.attempts >= MAX_ATTEMPTS || isLate(command, now)) {
    return { ...giveUp({ ...command, state: 'pending', lastError }, now), mayBeDone };
  }
  // After a failure it must be sent again; of what got no answer, the state stays what we knew.
  const state = answer.state === 'failed' ? 'pending' : command.state;
  return { state, nextAttemptAt, mayBeDone, lastError };
}

/**
 * What a callback makes of it. Callbacks come twice, late and in any order: a failure counts only for the try that is
 * out, an acceptance only where we did not know of it.
 */
export function afterCallback(
  command: CommandProgress,
  answer: GatewayAnswer,
  now: Date,
): ProgressChange | null {
  if (answer.state === 'failed' && command.state !== 'sent') return null;
  if (answer.state === 'accepted' && command.state !== 'pending') return null;
  return afterAttempt(command, answer, now);
}

function settled(state: 'confirmed' | 'failed', now: Date, lastError: string | null): ProgressChange {
  return { state, settledAt: now, nextAttemptAt: null, lastError };
}

const isLate = ({ deadlineAt }: CommandProgress, now: Date): boolean => now >= deadlineAt;

const whyGivenUp = (command: CommandProgress, now: Date): string => {
  if (isLate(command, now)) return 'the deadline has passed';
  return `gave up after ${command.attempts} ${command.attempts === 1 ? 'try' : 'tries'}`;
};

/** Never past the deadline, so that it ends in time. */
function nextAfter({ attempts, deadlineAt }: CommandProgress, now: Date): Date {
  return new Date(Math.min(now.getTime() + delayAfter(attempts), deadlineAt.getTime()));
}

const delayAfter = (attempts: number): number =>
  RETRY_DELAYS_MS[Math.min(Math.max(attempts, 1), MAX_ATTEMPTS) - 1] ?? 0;
