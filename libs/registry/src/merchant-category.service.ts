import { Inject, Injectable } from '@nestjs/common';
import { DomainError, actorRef, isUuid, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, type Tx } from '@thaw/platform';
import { invalidRequest } from './invalid-request';
import { Merchant } from './merchant.entity';

/** What merchants are registered to sell. Whoever may change it is the door's to ask (`registry.write`). */
@Injectable()
export class MerchantCategory {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /**
   * Corrects the category. The merchant number stays, as do the bindings under it.
   * @throws DomainError NOT_FOUND · INVALID_REQUEST where the category is no MCC, or the one that stands.
   */
  async correct(tx: Tx, actor: Actor, merchantId: string, mcc: string): Promise<void> {
    const merchant = isUuid(merchantId)
      ? await tx.findOne(Merchant, { where: { id: merchantId }, lock: { mode: 'pessimistic_write' } })
      : null;
    if (!merchant) throw new DomainError('NOT_FOUND');
    if (!/^\d{4}$/.test(mcc)) throw invalidRequest('mcc', 'MCC 为 4 位数字。', 'An MCC has 4 digits.');
    if (merchant.mcc === mcc) {
      throw invalidRequest(
        'mcc',
        '与现行登记相同：无需更正。',
        'The merchant is registered so already: nothing to correct.',
      );
    }
    await tx.update(
      Merchant,
      { id: merchantId },
      { mcc, mccCorrectedAt: this.clock.now(), mccCorrectedBy: actorRef(actor) },
    );
  }
}
