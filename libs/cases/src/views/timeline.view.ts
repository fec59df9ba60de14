import type { CaseEvent, EventBody } from '../entities';
import { merchantEventType } from './merchant-timeline.view';

/** What happened, for staff: every event, and who did it. */
export interface StaffTimelineItem extends ReturnType<typeof staffTimelineItem> {}

/** What happened, for the merchant: one of a closed list of types, without who at the desk did it. */
export interface MerchantTimelineItem extends ReturnType<typeof merchantTimelineItem> {}

export const staffTimelineItem = (event: CaseEvent & { readonly body: EventBody | null }) => ({
  seq: event.seq,
  at: event.at,
  type: event.type,
  actor: event.actor,
  persona: event.persona,
  fromState: event.fromState,
  toState: event.toState,
  data: event.data,
  content: event.body,
});

export const merchantTimelineItem = (event: CaseEvent) => ({
  at: event.at,
  type: merchantEventType(event),
  byYou: event.persona === 'merchant',
});
