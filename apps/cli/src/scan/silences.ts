import type { Rule, SilentRule } from '@thaw/risk/rules';
import type { FileScan, TerminalScan } from './scan-file';

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

/** The rules that had all they look at on one of these terminals and found nothing on any, in the order of the rules. */
export function quietRules(
  terminals: readonly Pick<TerminalScan, 'findings' | 'silent'>[],
  rules: readonly Rule[],
): readonly Rule[] {
  const fired = new Set(terminals.flatMap(({ findings }) => findings.map(({ rule }) => rule)));
  const hasRun = (code: string): boolean =>
    terminals.some(({ silent }) => silent.every(({ rule }) => rule.code !== code));
  return rules.filter(({ code }) => !fired.has(code) && hasRun(code));
}
