import type { QueueFact, RoutedMerchant } from './facts';
import type { ReasonCode } from './reference';

/**
 * The queue that takes a case: of those in the order given the first that takes its reason, its merchant's area and tier;
 * what none takes goes to the last. So it is always exactly one.
 * @throws Error where there is no queue at all: the desk always has some.
 */
export function queueFor(
  reason: ReasonCode,
  { area, tier }: RoutedMerchant,
  queues: readonly QueueFact[],
): string {
  const taken = queues.find(
    ({ reasons, areas, tiers }) => takes(reasons, reason) && takes(areas, area) && takes(tiers, tier),
  );
  const queue = taken ?? queues.at(-1);
  if (!queue) throw new Error('the desk has a queue');
  return queue.code;
}

/** An empty list asks for nothing. */
const takes = (list: readonly string[], value: string): boolean => list.length === 0 || list.includes(value);
