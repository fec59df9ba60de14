import type { Place } from './rule';

/** Mean radius of the Earth (IUGG). */
const RADIUS_METRES = 6_371_009;
const radians = (degreesE6: number): number => (degreesE6 / 1_000_000) * (Math.PI / 180);

/**
 * Great-circle distance by the haversine formula, rounded to whole metres: the formula is off by up to 0.5 % where the
 * Earth is no sphere, so a fraction of a metre would be pretence, and rounding lets two machines agree.
 */
export function metresBetween(a: Place, b: Place): number {
  const across = Math.sin((radians(b.latE6) - radians(a.latE6)) / 2) ** 2;
  const along = Math.sin((radians(b.lonE6) - radians(a.lonE6)) / 2) ** 2;
  const h = across + Math.cos(radians(a.latE6)) * Math.cos(radians(b.latE6)) * along;
  return Math.round(2 * RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(h))));
}
