/** PostgreSQL's driver gives a bigint as text; a column of counts or orders, far below 2^53, is read as a number. */
export const bigintAsNumber = {
  to: (value: number | null): number | null => value,
  from: (value: string | null): number | null => (value === null ? null : Number(value)),
};
