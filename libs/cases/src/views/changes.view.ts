import { isMerchantUser, type Actor } from '@thaw/kernel';
import type { CaseEvent, FreezeCase } from '../entities';
import { MERCHANT_STATUS } from '../domain';
import { merchantSees, merchantEventType } from './merchant-timeline.view';

/**
 * What happened since the caller looked, for a 409. The version counts steps, of which each leaves at least one event,
 * so the newest events are the news; a merchant is told only of what a merchant may see.
 */
export function changesSince(
  freezeCase: FreezeCase,
  events: readonly CaseEvent[],
  version: number,
  actor: Actor,
): Readonly<Record<string, unknown>> {
  const behind = Math.max(1, freezeCase.version - version);
  const news = events.slice(-behind);
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
