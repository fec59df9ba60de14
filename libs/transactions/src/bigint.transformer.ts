import type { ValueTransformer } from 'typeorm';

/** PostgreSQL's bigint comes as text. Ids, bytes and fen stay far below 2^53, so a number holds them exactly. */
export const BIGINT: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};
