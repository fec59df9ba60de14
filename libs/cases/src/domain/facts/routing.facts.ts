/** What a queue takes, as an admin said it; an empty list takes all. */
export interface QueueFact {
  readonly code: string;
  readonly reasons: readonly string[];
  /** Digits 4–7 of the merchant number. */
  readonly areas: readonly string[];
  readonly tiers: readonly string[];
}

/** What of a merchant says who works on its cases. */
export interface RoutedMerchant {
  readonly area: string;
  readonly tier: string;
}

export interface RoutingFacts {
  /** In the order in which they are asked; none where the case is not classified now. */
  readonly queues: readonly QueueFact[];
  readonly routedMerchant: RoutedMerchant;
  /** Those of which the owner is a member with all the skills that they want. */
  readonly ownerQueues: readonly string[];
}
