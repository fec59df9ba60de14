/** `12,600`. */
export const number = (value: number): string => value.toLocaleString('en');

/** `1 block`, `12 blocks`. */
export const counted = (value: number, noun: string): string =>
  `${number(value)} ${noun}${value === 1 ? '' : 's'}`;
