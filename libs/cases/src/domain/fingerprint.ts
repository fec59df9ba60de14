import { plainTerms, storedTerms } from '@thaw/registry/measures';
import type { CaseFacts, FindingFact } from './facts';
import { SET_SEVERITY } from './reference';

/**
 * What a proposal rests on, as comparable text: evidence, measures with all their terms, hits of the set severity with
 * what they measured, and holds. A second scan with the same hits changes nothing; a new file on an item does, and so
 * does a hit that has grown.
 */
export function fingerprintOf(facts: Pick<CaseFacts, 'items' | 'measures' | 'scan' | 'holds'>): string {
  const items = facts.items.map(({ code, state, files }) => `${code}:${state}:${files}`);
  const measures = facts.measures.map(
    (measure) => `${measure.id}:${JSON.stringify(storedTerms(plainTerms(measure)))}`,
  );
  const hits = hitsOf(facts.scan?.findings ?? []);
  const holds = facts.holds.map(({ id }) => id);
  return JSON.stringify([items.sort(), measures.sort(), [...hits].sort(), holds.length > 0 && holds.sort()]);
}

/** The hits of the set severity, each as text with what it measured. */
export const hitsOf = (findings: readonly FindingFact[]): readonly string[] =>
  findings
    .filter(({ weight }) => weight >= SET_SEVERITY)
    .map(({ identity, count, sumFen, measured }) => `${identity}:${count}:${sumFen}:${measured}`);
