import { createHash } from 'node:crypto';
import type { Finding } from './rules';

/** Every field of a finding in the order in which its canonical text names them. */
export const FINDING_FIELDS = [
  'rule',
  'version',
  'weight',
  'key',
  'card',
  'from',
  'to',
  'count',
  'sumFen',
  'measured',
  'threshold',
  'unit',
  'details',
  'parameters',
  'transactions',
] as const satisfies readonly (keyof Finding)[];

/** One field as text that is the same whether the finding was just made or comes back from the database. */
export function canonicalField(finding: Finding, field: (typeof FINDING_FIELDS)[number]): string {
  const value = finding[field] ?? {};
  const isNamed = field === 'details' || field === 'parameters';
  return JSON.stringify(isNamed ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) : value);
}

/** SHA-256 in hex over the findings of a scan in their order: the bytes that a replay must give again. */
export function findingsDigest(findings: readonly Finding[]): string {
  const hash = createHash('sha256');
  for (const finding of findings) {
    for (const field of FINDING_FIELDS) hash.update(`${canonicalField(finding, field)}\n`);
  }
  return hash.digest('hex');
}
