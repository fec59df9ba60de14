import { isMerchantUser, type Actor } from '@thaw/kernel';
import type { CaseEvent, FreezeCase } from '../entities';
import { MERCHANT_STATUS, referenceOf } from '../domain';
import { merchantSees, merchantEventType } from './merchant-timeline.view';

/**
 * The version of the case that this actor is shown and held to. A merchant's rises only with what a merchant may see:
 * a step of the desk's own work neither makes the merchant's action fail nor can be counted.
 */
export const versionFor = (freezeCase: FreezeCase, actor: Actor): number =>
  isMerchantUser(actor) ? freezeCase.merchantVersion : freezeCase.version;

/** What happened since the caller looked, for a 409. A merchant is told only of what a merchant may see. */
export function changesSince(
  freezeCase: FreezeCase,
  events: readonly CaseEvent[],
  version: number,
  actor: Actor,
): Readonly<Record<string, unknown>> {
  const news = unseenBy(actor, freezeCase, events, version);
  const currentVersion = versionFor(freezeCase, actor);
  if (isMerchantUser(actor)) {
    return {
      currentVersion,
      status: MERCHANT_STATUS[freezeCase.state],
      changes: news.map((event) => ({ at: event.at, type: merchantEventType(event) })),
    };
  }
  return {
    currentVersion,
    state: freezeCase.state,
    changes: news.map(({ at, type, actor: who, fromState, toState }) => ({
      at,
      type,
      actor: who,
      fromState,
      toState,
    })),
  };
}

/** Every event that this actor may see, from the first step on that an actor at this version has not seen. */
export function unseenBy(
  actor: Actor,
  freezeCase: FreezeCase,
  events: readonly CaseEvent[],
  version: number,
): readonly CaseEvent[] {
  const visible = isMerchantUser(actor)
    ? events.filter(merchantSees(referenceOf(freezeCase.referenceVersion)))
    : events;
  return visible.slice(firstUnseen(visible, versionFor(freezeCase, actor) - version));
}

/** Events that tell of work beside the case and leave its version as it is. */
const BESIDE: readonly string[] = [
  'clock_due',
  'clock_escalated',
  'clock_reminder',
  'clocks_known',
  'clocks_repaired',
  'command_confirmed',
  'command_failed',
  'clock_calendar_changed',
  'deadline_held',
  'file_refused',
  'merchant_file_refused',
  'follow_up_cleared',
  'follow_up_set',
  'measure_ended',
  'history_import_cancelled',
  'history_imported',
  'history_upload_started',
  'replacement_step_confirmed',
  'replacement_taken_back',
  'replacement_undone',
  'scan_finished',
  'scan_requested',
  'watch_hits_found',
];

/** A letter opened is a step where it starts the window for an appeal. */
const isStep = ({ type, data }: CaseEvent): boolean =>
  type === 'letter_delivered' ? 'appealUntil' in data : !BESIDE.includes(type);

/** The index of the step that is `behind` steps from the end; each step raised the version by one. */
function firstUnseen(events: readonly CaseEvent[], behind: number): number {
  let steps = 0;
  for (let index = events.length - 1; index >= 0; index--) {
    const event = events[index];
    if (event && isStep(event) && ++steps >= behind) return index;
  }
  return 0;
}
