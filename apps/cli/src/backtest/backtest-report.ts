import type { Bilingual, Locale } from '@thaw/kernel';
import type { ChangedFindings, NamedSet, SetResult } from '@thaw/risk/engine';
import type { Rule } from '@thaw/risk/rules';
import { safeFileName } from '@thaw/transactions/records';
import { cutTo, padTo, textWidth } from '../text-width';
import type { BacktestRequest } from './backtest-arguments';
import type { FileBacktest } from './backtest-file';

/** Sets side by side; more go below. */
const SETS_A_TABLE = 8;
const NAME_WIDTH = 14;
const TITLE_WIDTH = 30;

/** Hits by rule and set, and what changed from the first set to each other, as text in the language that was asked for. */
export function* backtestReport(
  { transactions, duplicates, rejections, result }: FileBacktest,
  { scan, sets }: BacktestRequest,
): Generator<string, void, undefined> {
  const { locale } = scan;
  const name = safeFileName(scan.file);
  yield say(locale, { zh: `文件：${name}\n`, en: `File: ${name}\n` });
  const [all, terminals] = [whole(transactions), whole(result.terminals)];
  const [twice, bad] = [whole(duplicates), whole(rejections.count)];
  yield say(locale, {
    zh: `交易：${all} 笔，${terminals} 台终端；重复 ${twice} 笔、不合格 ${bad} 行未计入\n`,
    en: `Transactions: ${all} on ${terminals} terminal(s); left out: ${twice} duplicates, ${bad} rejected lines\n`,
  });
  for (let from = 0; from < sets.length; from += SETS_A_TABLE) {
    yield* hitTable(result.sets.slice(from, from + SETS_A_TABLE), scan.rules, locale);
  }
  for (const changes of result.changes.filter(({ from }) => from === 0)) {
    const [first, other] = [sets[0], sets[changes.to]];
    if (first === undefined || other === undefined) continue;
    yield say(locale, {
      zh: `\n从“${first.name}”到“${other.name}”：${changesText(changes, locale)}\n`,
      en: `\nFrom "${first.name}" to "${other.name}": ${changesText(changes, locale)}\n`,
    });
    for (const line of settingChanges(first, other, locale)) yield `  ${line}\n`;
    for (const { rule, ...ofRule } of changes.rules)
      yield `  ${padTo(rule, 6)}${changesText(ofRule, locale)}\n`;
  }
}

function* hitTable(
  sets: readonly SetResult[],
  rules: readonly Rule[],
  locale: Locale,
): Generator<string, void, undefined> {
  const found = rules.filter(({ code }) => sets.some((set) => (hitsOf(set, code)?.findings ?? 0) > 0));
  const totals: readonly (readonly [Bilingual, (set: SetResult) => number])[] = [
    [{ zh: '发现（权重大于 0）', en: 'findings (weight above 0)' }, (set) => set.findings],
    [{ zh: '命中终端', en: 'terminals hit' }, (set) => set.terminals],
    [{ zh: '涉及交易', en: 'transactions in them' }, (set) => set.transactions],
  ];
  const rows = [
    ...found.map(({ code, title }) => [
      `${padTo(code, 5)}${cutTo(title[locale], TITLE_WIDTH)}`,
      ...sets.map((set) => hitText(set, code)),
    ]),
    ...totals.map(([title, of]) => [title[locale], ...sets.map((set) => whole(of(set)))]),
  ];
  const head = [
    say(locale, { zh: '各规则的发现数', en: 'Findings by rule' }),
    ...sets.map((set) => cutTo(set.name, NAME_WIDTH)),
  ];
  const widths = head.map((title, at) =>
    Math.max(textWidth(title), ...rows.map((row) => textWidth(row[at] as string))),
  );
  yield '\n';
  for (const row of [head, ...rows]) {
    const cells = row.map((cell, at) =>
      at === 0
        ? padTo(cell, widths[0] as number)
        : ' '.repeat((widths[at] as number) - textWidth(cell)) + cell,
    );
    yield `${cells.join('  ').trimEnd()}\n`;
  }
}

const hitsOf = (set: SetResult, code: string): SetResult['rules'][number] | undefined =>
  set.rules.find(({ rule }) => rule === code);

/** A rule that the set does not run has no number, not even none. */
function hitText(set: SetResult, code: string): string {
  const hits = hitsOf(set, code);
  return hits === undefined ? '–' : whole(hits.findings);
}

const changesText = ({ gone, new: fresh, same, changed }: ChangedFindings, locale: Locale): string =>
  say(locale, {
    zh: `新增 ${whole(fresh)}，消失 ${whole(gone)}，变化 ${whole(changed)}，不变 ${whole(same)}`,
    en: `${whole(fresh)} new, ${whole(gone)} gone, ${whole(changed)} changed, ${whole(same)} the same`,
  });

/** What the sets say differently, a line a rule. */
function settingChanges(before: NamedSet, after: NamedSet, locale: Locale): string[] {
  return after.rules.flatMap((now, at) => {
    const old = before.rules[at];
    if (old === undefined) return [];
    const changes = Object.entries(now.parameters)
      .filter(([name, value]) => old.parameters[name] !== value)
      .map(([name, value]) => `${name} ${old.parameters[name]} → ${value}`);
    if (old.weight !== now.weight) {
      changes.push(`${say(locale, { zh: '权重', en: 'weight' })} ${old.weight} → ${now.weight}`);
    }
    if (old.enabled !== now.enabled) {
      changes.push(
        say(locale, now.enabled ? { zh: '启用', en: 'switched on' } : { zh: '停用', en: 'switched off' }),
      );
    }
    const comma = say(locale, { zh: '，', en: ', ' });
    return changes.length === 0 ? [] : [`${padTo(now.rule.code, 6)}${changes.join(comma)}`];
  });
}

const say = (locale: Locale, text: Bilingual): string => text[locale];

const whole = (value: number): string => value.toLocaleString('en-US');
