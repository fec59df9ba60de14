/**
 * A history or a sheet of like lines packs at about 30 : 1; deflate can do 1,032 : 1, and that is a bomb. What is small
 * is harmless at any ratio.
 */
const RATIO_MAX = 200;
const HARMLESS_BYTES = 32 * 1024 * 1024;

/** Whether so few bytes have unpacked to so many that nobody's history is in them. */
export const isBomb = (packedBytes: number, unpackedBytes: number): boolean =>
  unpackedBytes > HARMLESS_BYTES && unpackedBytes > packedBytes * RATIO_MAX;
