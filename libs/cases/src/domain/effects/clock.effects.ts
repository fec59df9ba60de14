import type { ClockChange, ClockKind, Deadline, PauseReason, Target } from '@thaw/sla/arithmetic';
import type { Effect } from '.';

export type ClockEffect =
  | { readonly kind: 'start_clock'; readonly clock: ClockKind; readonly deadline: Deadline }
  /** Another target; the time that the clock has used stays used, and what it was given on top stays given. */
  | {
      readonly kind: 'retarget_clock';
      readonly clock: ClockKind;
      readonly target: Target;
      readonly calendar: string | undefined;
    }
  | { readonly kind: 'extend_clock'; readonly clock: ClockKind; readonly dueAt: Date }
  | { readonly kind: 'pause_clock'; readonly clock: ClockKind; readonly reason: PauseReason }
  | { readonly kind: 'resume_clock'; readonly clock: ClockKind }
  | { readonly kind: 'stop_clock'; readonly clock: ClockKind }
  | { readonly kind: 'clear_overdue'; readonly clock: ClockKind };

/** What a decision does besides, which is carried out effect by effect. */
export type OtherEffect = Exclude<Effect, ClockEffect>;

/** The clocks apart from the rest: what is done to them is told by the event itself, and done as it is told there. */
export function apartFromClocks(
  effects: readonly Effect[],
  revision: number,
): { readonly clocks: readonly ClockChange[]; readonly others: readonly OtherEffect[] } {
  const clocks: ClockChange[] = [];
  const others: OtherEffect[] = [];
  for (const effect of effects) {
    if (isOfClock(effect)) clocks.push(changeOf(effect, revision));
    else others.push(effect);
  }
  return { clocks, others };
}

const KINDS: { readonly [kind in ClockEffect['kind']]: true } = {
  start_clock: true,
  retarget_clock: true,
  extend_clock: true,
  pause_clock: true,
  resume_clock: true,
  stop_clock: true,
  clear_overdue: true,
};

const isOfClock = (effect: Effect): effect is ClockEffect => Object.hasOwn(KINDS, effect.kind);

/** @param revision of the calendars that the decision rests on. */
function changeOf(effect: ClockEffect, revision: number): ClockChange {
  const { clock } = effect;
  switch (effect.kind) {
    case 'start_clock':
      return {
        clock,
        does: 'start',
        target: effect.deadline.target,
        ...by(effect.deadline.calendar),
        revision,
      };
    case 'retarget_clock':
      return { clock, does: 'retarget', target: effect.target, ...by(effect.calendar), revision };
    case 'extend_clock':
      return { clock, does: 'extend', dueAt: effect.dueAt.toISOString(), revision };
    case 'pause_clock':
      return { clock, does: 'pause', reason: effect.reason };
    case 'resume_clock':
      return { clock, does: 'resume', revision };
    case 'stop_clock':
      return { clock, does: 'stop' };
    case 'clear_overdue':
      return { clock, does: 'clear_overdue' };
  }
}

const by = (calendar: string | undefined) => (calendar === undefined ? {} : { calendar });
