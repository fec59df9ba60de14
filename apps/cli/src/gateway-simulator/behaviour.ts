/**
 * How the simulated terminal system takes commands:
 * - `confirm` – accepts, does it, calls back.
 * - `slow` – the same after `delayMs`.
 * - `fail` – accepts, cannot do it, calls back that it failed; every time.
 * - `fail_then_confirm` – fails the first `failures` times, then does it.
 * - `refuse` – answers 422.
 * - `never_answer` – takes the connection and says nothing; nothing is done.
 * - `no_callback` – accepts and does it, and only says so when asked.
 * - `error_500` – answers 500; nothing is done.
 * - `drop_connection` – does it, and breaks the first connection instead of answering; no callback.
 * - `duplicate_callback` – does it, and calls back twice, then once more with the older state.
 * - `answer_late` – does it at once and answers only after `delayMs`, when nobody may be listening any more; no callback.
 * - `callbacks_out_of_order` – does it, and calls back that it is done before it answers that it has accepted it; then
 *   the news of an earlier failure and of the acceptance come in after it.
 * - `wrong_signature` – does it, and signs its callbacks with another key.
 * - `garbled` – does it, and answers what nobody can read; no callback.
 * - `stall` – accepts and never does it, and says so whenever it is asked: the command’s own deadline has to end it.
 *
 * Asked what binds a terminal, it tells at once, `slow` and `answer_late` after `delayMs`; `refuse`, `never_answer`,
 * `error_500`, `drop_connection` and `garbled` fail as they do with a command.
 */
export const MODES = [
  'confirm',
  'slow',
  'fail',
  'fail_then_confirm',
  'refuse',
  'never_answer',
  'no_callback',
  'error_500',
  'drop_connection',
  'duplicate_callback',
  'answer_late',
  'callbacks_out_of_order',
  'wrong_signature',
  'garbled',
  'stall',
] as const;
export type Mode = (typeof MODES)[number];

export interface Behaviour {
  readonly mode: Mode;
  /** How long it works on a command; for `answer_late`, how long the answer takes. */
  readonly delayMs: number;
  /** For `fail_then_confirm`. */
  readonly failures: number;
}

export const ALL_TERMINALS = '*';

const SLOW_MS = 3_000;
/** Longer than Thaw waits for an answer. */
const LATE_MS = 6_000;
const FAILURES = 2;
const LONGEST_MS = 3_600_000;

export const behaviour = (mode: Mode, over: Partial<Omit<Behaviour, 'mode'>> = {}): Behaviour => ({
  mode,
  delayMs: over.delayMs ?? (mode === 'slow' ? SLOW_MS : mode === 'answer_late' ? LATE_MS : 0),
  failures: over.failures ?? FAILURES,
});

/** `{"terminalNo":"*","mode":"slow","delayMs":5000}`; what is wrong with it as text otherwise. */
export function readBehaviour(
  body: unknown,
): { readonly terminalNo: string; readonly behaviour: Behaviour } | string {
  if (typeof body !== 'object' || body === null) return 'give {"terminalNo","mode"}';
  const { terminalNo = ALL_TERMINALS, mode, delayMs, failures } = body as Record<string, unknown>;
  const known = MODES.find((each) => each === mode);
  if (!known) return `mode is one of ${MODES.join(', ')}`;
  if (typeof terminalNo !== 'string') return 'terminalNo is a terminal number or *';
  if (!isCount(delayMs, LONGEST_MS)) return `delayMs is a whole number up to ${LONGEST_MS}`;
  if (!isCount(failures, 1000)) return 'failures is a whole number up to 1000';
  return {
    terminalNo,
    behaviour: behaviour(known, {
      ...(delayMs === undefined ? {} : { delayMs }),
      ...(failures === undefined ? {} : { failures }),
    }),
  };
}

const isCount = (value: unknown, most: number): value is number | undefined =>
  value === undefined ||
  (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most);
