import type { NotificationTemplate } from '../effects';

/** A letter to the merchant that has not reached them yet, as far as is known. */
export interface UndeliveredLetter {
  readonly id: string;
  readonly template: NotificationTemplate;
  readonly madeAt: Date;
  /** Whether it tells of the decision that stands: its delivery starts the window for an appeal. */
  readonly runsWindow: boolean;
}

export interface DeliveryFacts {
  readonly undelivered: readonly UndeliveredLetter[];
}
