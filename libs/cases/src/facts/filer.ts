const USER = 'user:';

/** Who of the staff filed what the merchant said; null where the merchant did. */
export const filerOf = (
  ref: string,
  { onBehalfChannel }: { readonly onBehalfChannel: string | null },
): string | null => (onBehalfChannel !== null && ref.startsWith(USER) ? ref.slice(USER.length) : null);
