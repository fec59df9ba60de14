import type { FreezeCase, LetterDelivery } from '../entities';

interface DeliveryReading {
  readonly freezeCase: FreezeCase;
  /** In the order in which they were recorded. */
  readonly deliveries: readonly LetterDelivery[];
}

/** How the letter of the decision that stands reached the merchant; null while its window does not run. */
export function deliveryOfDecision({ freezeCase, deliveries }: DeliveryReading) {
  const found = deliveries.findLast(({ runsWindow }) => runsWindow);
  if (freezeCase.letterDeliveredAt === null || !found) return null;
  const { letterId, channel, receivedAt, recordedBy, recordedAt, proofId } = found;
  return { letterId, channel, receivedAt, recordedBy, recordedAt, proofId };
}

/** The same for the merchant: by which way and when, and whether it is the desk that says so. */
export function deliveryForMerchant(reading: DeliveryReading) {
  const found = deliveryOfDecision(reading);
  if (!found) return null;
  const { letterId, channel, receivedAt } = found;
  return { letterId, channel, receivedAt, byDesk: channel !== 'portal' };
}
