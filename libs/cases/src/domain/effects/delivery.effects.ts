import type { DeliveryChannel } from '../payloads';

export type DeliveryEffect = {
  readonly kind: 'record_delivery';
  readonly letterId: string;
  readonly channel: DeliveryChannel | 'portal';
  readonly receivedAt: Date;
  readonly runsWindow: boolean;
  readonly proofId: string | null;
};
