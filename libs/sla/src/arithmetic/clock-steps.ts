/** The clocks of a case that run now; each is started, paused and stopped by what happens to the case. */
export const CLOCK_KINDS = [
  'decision',
  'evidence',
  'objection_reply',
  'appeal_reply',
  'fix',
  'restore',
  'watch',
  'major_event',
] as const;
export type ClockKind = (typeof CLOCK_KINDS)[number];

/** Reminders in percent of the target; 100 is the due instant itself. */
export const CLOCK_STEPS: { readonly [kind in ClockKind]: readonly number[] } = {
  decision: [50, 80, 100],
  evidence: [80, 100],
  objection_reply: [50, 80, 100],
  appeal_reply: [50, 80, 100],
  fix: [50, 80, 100],
  restore: [100],
  watch: [100],
  major_event: [50, 80, 100],
};

/**
 * Whether a person may give a clock more time, and whose time it is: the desk's own, or the merchant's, who is told of it
 * then. What a law sets nobody extends, and a watch is a period, not a deadline.
 */
export const CLOCK_EXTENSIONS: { readonly [kind in ClockKind]: 'desk' | 'merchant' | 'never' } = {
  decision: 'desk',
  evidence: 'merchant',
  objection_reply: 'never',
  appeal_reply: 'never',
  fix: 'desk',
  restore: 'desk',
  watch: 'never',
  major_event: 'never',
};

export interface PendingStep {
  /** Percent of the target, as text: part of a reminder's identity. */
  readonly step: string;
  readonly at: string;
}

/** The steps of a clock from its start, each with its instant, earliest first. */
export function stepsOf(kind: ClockKind, startedAt: Date, dueAt: Date): readonly PendingStep[] {
  const length = dueAt.getTime() - startedAt.getTime();
  return CLOCK_STEPS[kind].map((percent) => ({
    step: String(percent),
    at: new Date(startedAt.getTime() + Math.floor((length * percent) / 100)).toISOString(),
  }));
}

/** What is still to come, moved by the time a pause took. */
export const shiftSteps = (steps: readonly PendingStep[], byMs: number): readonly PendingStep[] =>
  steps.map(({ step, at }) => ({ step, at: new Date(Date.parse(at) + byMs).toISOString() }));
