import { Inject, Injectable } from '@nestjs/common';
import { DomainError, actorRef, isUuid, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, type Tx } from '@thaw/platform';
import { invalidRequest } from './invalid-request';
import { MerchantEvent } from './merchant-event.entity';
import { Merchant, type MerchantTier } from './merchant.entity';

/** What is left out stays as it is. */
export interface MerchantChange {
  readonly mcc?: string | undefined;
  readonly tier?: MerchantTier | undefined;
}

/** What merchants are registered to sell, and how they are ranked. Whoever may change it is the door's to ask (`registry.write`). */
@Injectable()
export class MerchantChanges {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /**
   * Corrects the category, ranks the merchant otherwise, or both, and keeps who did and what stood there before. The
   * merchant number stays, as do the bindings under it; cases go by the new tier from when they are next put in a queue.
   * @throws DomainError NOT_FOUND · INVALID_REQUEST where nothing is given, or the category is no MCC, or the one that stands.
   */
  async change(tx: Tx, actor: Actor, merchantId: string, { mcc, tier }: MerchantChange): Promise<void> {
    const merchant = isUuid(merchantId)
      ? await tx.findOne(Merchant, { where: { id: merchantId }, lock: { mode: 'pessimistic_write' } })
      : null;
    if (!merchant) throw new DomainError('NOT_FOUND');
    if (mcc === undefined && tier === undefined) throw nothingGiven();
    if (mcc !== undefined) needOther(merchant.mcc, mcc);
    const before = { mcc: merchant.mcc, tier: merchant.tier };
    const after = { mcc: mcc ?? merchant.mcc, tier: tier ?? merchant.tier };
    if (before.mcc === after.mcc && before.tier === after.tier) return;
    const [at, by] = [this.clock.now(), actorRef(actor)];
    const corrected = mcc === undefined ? {} : { mccCorrectedAt: at, mccCorrectedBy: by };
    await tx.update(Merchant, { id: merchantId }, { ...after, ...corrected });
    await tx.insert(MerchantEvent, { merchantId, at, actor: by, before, after });
  }
}

function needOther(stands: string, mcc: string): void {
  if (!/^\d{4}$/.test(mcc)) throw invalidRequest('mcc', 'MCC 为 4 位数字。', 'An MCC has 4 digits.');
  if (stands === mcc) {
    throw invalidRequest(
      'mcc',
      '与现行登记相同：无需更正。',
      'The merchant is registered so already: nothing to correct.',
    );
  }
}

const nothingGiven = (): DomainError =>
  invalidRequest(
    'mcc',
    '没有要更改的内容：请填写 mcc 或 tier。',
    'Nothing is to be changed: give mcc or tier.',
  );
