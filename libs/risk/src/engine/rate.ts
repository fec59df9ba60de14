/** A share of few: how many of how many, and between what the true share lies, cautiously. */
export interface Rate {
  readonly hits: number;
  readonly n: number;
  /** Rounded; null where there are fewer than {@link TOO_FEW}: such a share says nothing. */
  readonly perMille: number | null;
  /** Wilson's interval at 95 %, rounded outwards; null where n is 0. */
  readonly low: number | null;
  readonly high: number | null;
}

export const TOO_FEW = 20;
/** The standard normal's 97.5 % point. */
const Z = 1.959_964;

export function rateOf(hits: number, n: number): Rate {
  if (n === 0) return { hits, n, perMille: null, low: null, high: null };
  const share = hits / n;
  const centre = (share + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n);
  const half = (Z / (1 + Z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2));
  return {
    hits,
    n,
    perMille: n < TOO_FEW ? null : Math.round(1000 * share),
    // With none or all, the bound is exact, whatever floating point makes of it.
    low: hits === 0 ? 0 : Math.floor(1000 * (centre - half)),
    high: hits === n ? 1000 : Math.ceil(1000 * (centre + half)),
  };
}
