import type { ShopKindName, ShopPlan } from './simulate-shop';

export interface PopulationPlan {
  readonly seed: string;
  /** The first local day, YYYY-MM-DD. */
  readonly from: string;
  readonly days: number;
  readonly shops: number;
  readonly timeZone?: string;
}

/** Of a hundred ordinary shops. */
const ORDINARY_SHARES: readonly { readonly kind: ShopKindName; readonly weight: number }[] = [
  { kind: 'breakfast_stall', weight: 14 },
  { kind: 'convenience_store', weight: 26 },
  { kind: 'restaurant', weight: 24 },
  { kind: 'clothing_shop', weight: 16 },
  { kind: 'wholesaler', weight: 10 },
  { kind: 'hotel', weight: 10 },
];

/** Ordinary shops in the proportions of a small town: what a rule does to them is its rate of false alarms. */
export function ordinaryPopulation(plan: PopulationPlan): readonly ShopPlan[] {
  const taken = new Map<ShopKindName, number>();
  return Array.from({ length: plan.shops }, (_, i) => {
    // Whichever kind is furthest behind its share: the proportions hold for ten shops as for a thousand.
    const behind = ({ kind, weight }: (typeof ORDINARY_SHARES)[number]): number =>
      weight * (i + 1) - 100 * (taken.get(kind) ?? 0);
    const { kind } = ORDINARY_SHARES.reduce((one, other) => (behind(other) > behind(one) ? other : one));
    taken.set(kind, (taken.get(kind) ?? 0) + 1);
    return shopOf(plan, kind, i);
  });
}

/** The kinds of misused terminal in turn. */
export function suspiciousPopulation(plan: PopulationPlan): readonly ShopPlan[] {
  const kinds: readonly ShopKindName[] = ['cash_out', 'off_hours_burst', 'structuring', 'card_testing'];
  return Array.from({ length: plan.shops }, (_, i) =>
    // Numbered far from the ordinary ones, so that no card is in both.
    shopOf(plan, kinds[i % kinds.length] as ShopKindName, 5_000 + i),
  );
}

const shopOf = (
  { seed, from, days, timeZone }: PopulationPlan,
  kind: ShopKindName,
  shopNumber: number,
): ShopPlan => ({
  kind,
  seed: `${seed}/${shopNumber}`,
  shopNumber,
  from,
  days,
  ...(timeZone === undefined ? {} : { timeZone }),
});
