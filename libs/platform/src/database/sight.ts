import { actorRef, isAllowed, isMerchantUser, type Actor } from '@thaw/kernel';

/** What a transaction is bound to, as its row policies read it. An empty word is no. */
export interface Sight {
  /** Who acts, by the name that events bear. */
  readonly actor: string;
  /** The merchant whose person acts: they see their own rows. */
  readonly merchant: string;
  /** Everybody else, persons and machines: the house. */
  readonly desk: '' | 'on';
  /** Those of the desk who see what cases hold. */
  readonly cases: '' | 'on';
}

/** A machine, like a part of Thaw, writes what it is asked to by whoever holds its key, and reads what that rests on. */
export function sightOf(actor: Actor): Sight {
  if (isMerchantUser(actor))
    return { actor: actorRef(actor), merchant: actor.merchantId, desk: '', cases: '' };
  const worksOnCases = actor.kind !== 'user' || isAllowed(actor, 'case.read');
  return { actor: actorRef(actor), merchant: '', desk: 'on', cases: worksOnCases ? 'on' : '' };
}
