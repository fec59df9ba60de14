/** Bounds of a place in micro-degrees, both inside. */
export const LAT_E6_MAX = 90_000_000;
export const LON_E6_MAX = 180_000_000;
