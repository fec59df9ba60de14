import type { Bilingual, Zone } from '@thaw/kernel';
import type { Finding, Rule } from '@thaw/risk/rules';

/** The explanation for staff, by the rule that made the finding. */
export function explain(finding: Finding, rules: readonly Rule[]): Bilingual {
  return ruleOf(finding, rules).explain(finding, finding.parameters);
}

export function ruleOf({ rule: code }: Finding, rules: readonly Rule[]): Rule {
  const rule = rules.find((candidate) => candidate.code === code);
  if (!rule) throw new Error(`a finding of rule ${code}, which did not run`);
  return rule;
}

/** ISO 8601 with the zone's offset, to the second: "2024-03-01T10:15:00+08:00". */
export function isoTime(ms: number, zone: Zone): string {
  const offset = zone.offsetAt(ms);
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const local = new Date(ms + offset).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** The first lines of a finding, with their number where there are more; null where it is of facts and has none. */
export function linesOf({ transactions, count }: Finding, most: number): string | null {
  if (transactions.length === 0) return null;
  const shown = transactions.slice(0, most);
  return count > shown.length ? `${shown.join(', ')} … (${count})` : shown.join(', ');
}
