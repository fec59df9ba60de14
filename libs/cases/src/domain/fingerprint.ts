import type { CaseFacts } from './facts';
import { SET_SEVERITY } from './reference';

/**
 * What a proposal rests on, as comparable text: evidence, measures, hits of the set severity and holds. A second scan
 * with the same hits changes nothing; a new file on an item does.
 */
export function fingerprintOf(
  facts: Pick<CaseFacts, 'items' | 'measures' | 'scan' | 'authorityHold'>,
): string {
  const items = facts.items.map(({ code, state, files }) => `${code}:${state}:${files}`);
  const measures = facts.measures.map(({ id, level, scope }) => `${id}:${level}:${scope}`);
  const hits = (facts.scan?.findings ?? [])
    .filter(({ weight }) => weight >= SET_SEVERITY)
    .map(({ identity }) => identity);
  return JSON.stringify([items.sort(), measures.sort(), hits.sort(), facts.authorityHold]);
}
