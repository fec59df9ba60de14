import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { Merchant } from '@thaw/registry';
import { needTellsNothing, tellingIn, type MerchantReads } from './domain';
import type { FreezeCase } from './entities';

/** The gate of what merchants will read: nothing passes it that would tell what must not be told. */
@Injectable()
export class MerchantTexts {
  /**
   * A merchant's own name and address are no news to them. They are read only where a text would else be refused.
   * @throws DomainError TELLS_TOO_MUCH
   */
  async need(tx: Tx, { merchantId }: FreezeCase, texts: readonly MerchantReads[]): Promise<void> {
    const doubtful = texts.filter(({ text }) => tellingIn(text).length > 0);
    if (doubtful.length === 0) return;
    const { name, address } = await tx.findOneByOrFail(Merchant, { id: merchantId });
    for (const { text, field } of doubtful) needTellsNothing(text, field, [name, address]);
  }
}
