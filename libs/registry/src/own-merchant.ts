import { hasRole, isMerchantUser, type Actor } from '@thaw/kernel';

/** No merchant has it: whoever signs in as a merchant user without a merchant sees nothing. */
const NO_MERCHANT = '00000000-0000-0000-0000-000000000000';

/** The one merchant this actor may see; null: all. */
export function ownMerchant(actor: Actor): string | null {
  if (isMerchantUser(actor)) return actor.merchantId;
  return hasRole(actor, 'merchant') ? NO_MERCHANT : null;
}
