import { isMerchantUser, type Actor } from '@thaw/kernel';
import {
  LIFECYCLE,
  MERCHANT_FACES,
  OUTCOME_TITLES,
  REFERENCE_VERSION,
  referenceOf,
  type EvidenceItemReference,
} from '../domain';

/**
 * Reference data for who asks: whole for staff. A merchant is told what a merchant may know: the items that merchants
 * supply, and the faces of reasons, never the reasons behind them; and always of today, since a version could tell what
 * changed.
 */
export function referenceFor(actor: Actor, version = REFERENCE_VERSION) {
  if (isMerchantUser(actor)) {
    const { items } = referenceOf(REFERENCE_VERSION);
    return {
      evidenceItems: listed(items)
        .filter(({ supplier }) => supplier === 'merchant')
        .map(({ supplier: _supplier, ...item }) => item),
      faces: listed(MERCHANT_FACES),
    };
  }
  const { reasons, items, steps, slaClasses, usualAppeal } = referenceOf(version);
  return {
    version,
    reasons: listed(reasons),
    evidenceItems: listed<EvidenceItemReference>(items),
    remediationSteps: listed(steps),
    slaClasses: listed(slaClasses),
    usualAppeal,
    faces: listed(MERCHANT_FACES),
    outcomes: Object.entries(OUTCOME_TITLES).map(([code, title]) => ({ code, title })),
    lifecycle: LIFECYCLE.map(({ action, from, to, who }) => ({
      action,
      from,
      to,
      who,
    })),
  };
}

const listed = <T extends object>(data: Readonly<Record<string, T>>): (T & { readonly code: string })[] =>
  Object.entries(data).map(([code, value]) => ({ code, ...value }));
