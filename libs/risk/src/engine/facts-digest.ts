import { createHash } from 'node:crypto';
import type { TerminalFacts } from '../rules';

/** SHA-256 of plain data as JSON with its names in order, in hex: the same before and after a database kept it. */
export const plainDigest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value, inOrder)).digest('hex');

export const factsDigest = (facts: TerminalFacts): string => plainDigest(facts);

const inOrder = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
