import { createHash } from 'node:crypto';
import type { TerminalFacts } from '../rules';

/** SHA-256 of the facts as JSON with its names in order, in hex: the same before and after a database kept them. */
export const factsDigest = (facts: TerminalFacts): string =>
  createHash('sha256').update(JSON.stringify(facts, inOrder)).digest('hex');

const inOrder = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
