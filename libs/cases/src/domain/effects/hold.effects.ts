/** Authorities' holds. */
export type HoldEffect =
  | { readonly kind: 'place_hold'; readonly fileId: string; readonly itemId: string }
  | { readonly kind: 'release_hold'; readonly holdId: string; readonly fileId: string };
