import { QueuesQuery } from '@thaw/desk';
import { Merchant } from '@thaw/registry';
import { Injectable } from '@nestjs/common';
import { CLASSIFIED_IN, type RoutingFacts } from '../domain';
import type { FactsAbout, FactsReader } from './facts-reader';

@Injectable()
export class RoutingFactsQuery implements FactsReader<RoutingFacts> {
  constructor(private readonly queues: QueuesQuery) {}

  async read({ tx, freezeCase: { state, merchantId } }: FactsAbout): Promise<RoutingFacts> {
    if (!CLASSIFIED_IN.includes(state)) return { queues: [], routedMerchant: { area: '', tier: '' } };
    const { merchantNo, tier } = await tx.findOneByOrFail(Merchant, { id: merchantId });
    const queues = await this.queues.all(tx);
    return {
      queues: queues.map(({ code, reasons, areas, tiers }) => ({ code, reasons, areas, tiers })),
      routedMerchant: { area: merchantNo.slice(3, 7), tier },
    };
  }
}
