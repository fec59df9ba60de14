import { isAllowed, isMerchantUser, type Actor } from '@thaw/kernel';
import type { Bind } from './listing-sql';

/** Which cases there are for somebody, on `freeze_case AS c`: the one place where lists, counts and search take it from. */
export function seenBy(actor: Actor, bind: Bind): string {
  if (isMerchantUser(actor)) return `c.merchant_id = ${bind(actor.merchantId)}::uuid`;
  return isAllowed(actor, 'case.read') ? 'true' : 'false';
}
