import { isMerchantUser, type Actor } from '@thaw/kernel';
import type { CaseEvent, FreezeCase } from '../entities';
import { MERCHANT_STATUS } from '../domain';
import { merchantSees, merchantEventType } from './merchant-timeline.view';

/**
 * What happened since the caller looked, for a 409: every event from the first step on that the caller has not seen.
 * A merchant is told only of what a merchant may see.
 */
export function changesSince(
  freezeCase: FreezeCase,
  events: readonly CaseEvent[],
  version: number,
  actor: Actor,
): Readonly<Record<string, unknown>> {
  const news = events.slice(firstUnseen(events, freezeCase.version - version));
  if (isMerchantUser(actor)) {
    return {
      currentVersion: freezeCase.version,
      status: MERCHANT_STATUS[freezeCase.state],
      changes: news.filter(merchantSees).map((event) => ({ at: event.at, type: merchantEventType(event) })),
    };
  }
  return {
    currentVersion: freezeCase.version,
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

/** Events that tell of work beside the case and leave its version as it is. */
const BESIDE: readonly string[] = [
  'clock_due',
  'clock_reminder',
  'history_imported',
  'scan_finished',
  'scan_requested',
];

/** A letter opened is a step where it starts the window for an appeal. */
const isStep = ({ type, data }: CaseEvent): boolean =>
  type === 'letter_delivered' ? 'appealUntil' in data : !BESIDE.includes(type);

/** The index of the step that is `behind` steps from the end; each step raised the version by one. */
export function firstUnseen(events: readonly CaseEvent[], behind: number): number {
  let steps = 0;
  for (let index = events.length - 1; index >= 0; index--) {
    const event = events[index];
    if (event && isStep(event) && ++steps >= behind) return index;
  }
  return 0;
}
