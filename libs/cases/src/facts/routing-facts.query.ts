import { Injectable } from '@nestjs/common';
import { CLASSIFIED_IN, type RoutingFacts } from '../domain';
import type { FactsAbout, FactsReader } from './facts-reader';

@Injectable()
export class RoutingFactsQuery implements FactsReader<RoutingFacts> {
  async read({ tx, rows, freezeCase: { state, merchantId, ownerId } }: FactsAbout): Promise<RoutingFacts> {
    if (!CLASSIFIED_IN.includes(state)) return NOT_CLASSIFIED;
    const [merchant] = await tx.query<Routed[]>(ROUTED, [merchantId, ownerId]);
    if (!merchant) throw new Error('a case has a merchant');
    const queues = await rows.queues();
    return {
      queues: queues.map(({ code, reasons, areas, tiers }) => ({ code, reasons, areas, tiers })),
      routedMerchant: { area: merchant.merchantNo.slice(3, 7), tier: merchant.tier },
      ownerQueues: merchant.ownerQueues,
    };
  }
}

interface Routed {
  readonly merchantNo: string;
  readonly tier: string;
  readonly ownerQueues: readonly string[];
}

/** One statement, since every look at a case asks it. $1 the merchant, $2 the owner of the case. */
const ROUTED = `
SELECT merchant_no AS "merchantNo", tier, ARRAY(SELECT q.code FROM queue_member m JOIN queue q ON q.code = m.queue
  WHERE m.user_id = $2 AND m.skills @> q.skills) AS "ownerQueues" FROM merchant WHERE id = $1`;

const NOT_CLASSIFIED: RoutingFacts = { queues: [], routedMerchant: { area: '', tier: '' }, ownerQueues: [] };
