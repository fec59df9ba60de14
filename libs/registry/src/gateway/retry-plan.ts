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

export type CommandProgress = Pick<
  GatewayCommand,
  'state' | 'attempts' | 'nextAttemptAt' | 'lastError' | 'sentAt' | 'settledAt'
>;

export type ProgressChange = Partial<CommandProgress> & { readonly state: CommandState };

export const isOpen = (state: CommandState): boolean => state === 'pending' || state === 'sent';

/** Whether a job may act now. A job handed over twice finds that the next try is not due. */
export function isDue(command: CommandProgress, now: Date): boolean {
  if (!isOpen(command.state)) return false;
  if (command.attempts === 0 || command.nextAttemptAt === null) return true;
  return command.nextAttemptAt.getTime() <= now.getTime() + CLOCK_SKEW_MS;
}

/** When every try was used and still nothing settled it. */
export function giveUp(command: CommandProgress, now: Date): ProgressChange {
  const last = command.state === 'sent' ? 'accepted, but never confirmed' : command.lastError;
  return settled('failed', now, `gave up after ${command.attempts} tries: ${last ?? 'no answer'}`);
}

/**
 * What an attempt's answer makes of the command; null: nothing changes.
 * What the terminal system did is true however late we hear it, so `confirmed` holds against all but itself.
 */
export function afterAttempt(
  command: CommandProgress,
  answer: GatewayAnswer,
  now: Date,
): ProgressChange | null {
  if (command.state === 'confirmed') return null;
  if (answer.state === 'confirmed') return settled('confirmed', now, null);
  if (command.state === 'failed') return null;
  const next = new Date(now.getTime() + delayAfter(command.attempts));
  if (answer.state === 'accepted') {
    return {
      state: 'sent',
      sentAt: command.sentAt ?? now,
      nextAttemptAt: next,
      lastError: null,
      settledAt: null,
    };
  }
  if (command.state === 'withdrawn') return null;
  if (answer.state === 'refused') return settled('failed', now, `refused: ${answer.reason}`);
  if (command.attempts >= MAX_ATTEMPTS) {
    return settled('failed', now, `gave up after ${command.attempts} tries: ${answer.reason}`);
  }
  // After a failure it must be sent again; of what got no answer, the state stays what we knew.
  const state = answer.state === 'failed' ? 'pending' : command.state;
  return { state, nextAttemptAt: next, lastError: answer.reason };
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

const delayAfter = (attempts: number): number =>
  RETRY_DELAYS_MS[Math.min(Math.max(attempts, 1), MAX_ATTEMPTS) - 1] ?? 0;
