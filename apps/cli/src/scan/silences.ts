import type { Rule, SilentRule } from '@thaw/risk/rules';
import type { FileScan } from './scan-file';

/** A rule that lacked the same facts of these terminals. */
export interface Silence extends SilentRule {
  readonly terminals: readonly (string | null)[];
}

/** The rules that were silent for want of facts, of all terminals together, in the order of the rules. */
export function silences({ terminals }: FileScan, rules: readonly Rule[]): readonly Silence[] {
  const all = new Map<string, SilentRule & { readonly terminals: (string | null)[] }>();
  for (const { terminal, silent } of terminals) {
    for (const { rule, without } of silent) {
      const key = [rule.code, ...without].join(' ');
      const known = all.get(key);
      if (known) known.terminals.push(terminal);
      else all.set(key, { rule, without, terminals: [terminal] });
    }
  }
  return [...all.values()].toSorted((a, b) => rules.indexOf(a.rule) - rules.indexOf(b.rule));
}
