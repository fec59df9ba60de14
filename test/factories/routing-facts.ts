import type { RoutingFacts } from '@thaw/cases/domain';

/** A desk of three queues and a merchant of no note. */
export const ROUTING_FACTS: RoutingFacts = {
  queues: [
    { code: 'device_check', reasons: ['HARDWARE'], areas: [], tiers: [] },
    { code: 'records_check', reasons: ['MCC_MISUSE'], areas: [], tiers: [] },
    { code: 'trading_review', reasons: [], areas: [], tiers: [] },
  ],
  ownerQueues: ['device_check', 'records_check', 'trading_review'],
  routedMerchant: { area: '2900', tier: 'standard' },
};
