import {
  AIMS,
  generateHistory,
  HISTORY_CURRENCY,
  type History,
  type HistoryRow,
} from '../../../../test/support/history-generator';
import type { ReferenceFinding } from '../../../../test/support/reference-world';
import { referenceFindings } from '../../../../test/support/rule-reference';
import { scan } from '../engine';
import { resolveParameters, RULES } from './index';
import { runs } from '../../../../test/support/fuller';

const HISTORIES_PER_AIM = runs(250, 90);
const LONG_HISTORIES = 6;
const LEAST = 20;

type RowsToFindings = (rows: readonly HistoryRow[]) => ReferenceFinding[];

const byFold =
  ({ facts, zone, parameters }: History): RowsToFindings =>
  (rows) =>
    scan({ rules: RULES, parameters, facts, zone, currency: HISTORY_CURRENCY }, rows).findings.map(
      ({ rule, card, from, to, measured, transactions }) => ({
        rule,
        card,
        from,
        to,
        measured,
        transactions: [...transactions].sort((a, b) => a - b),
      }),
    );

const byReference =
  ({ facts, zone, parameters }: History): RowsToFindings =>
  (rows) =>
    referenceFindings({
      rows,
      currency: HISTORY_CURRENCY,
      timeZone: zone.name,
      facts,
      parameters: Object.fromEntries(RULES.map((rule) => [rule.code, resolveParameters(rule, parameters)])),
    });

const ofRule = (findings: readonly ReferenceFinding[], code: string): string[] =>
  findings
    .filter((finding) => finding.rule === code)
    .map(({ card, from, to, measured, transactions }) =>
      JSON.stringify({ card, from, to, measured, transactions }),
    )
    .sort();

/** Takes rows away as long as fold and reference still disagree, so that a failure is short enough to read. */
function shortestDisagreement(history: History, code: string): readonly HistoryRow[] {
  const [fold, reference] = [byFold(history), byReference(history)];
  const disagree = (rows: readonly HistoryRow[]): boolean =>
    ofRule(fold(rows), code).join() !== ofRule(reference(rows), code).join();
  let { rows } = history;
  for (let size = Math.ceil(rows.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < rows.length;) {
      const fewer = rows.filter((_row, i) => i < from || i >= from + size);
      if (disagree(fewer)) rows = fewer;
      else from += size;
    }
  }
  return rows;
}

function showDisagreement(history: History, code: string): void {
  const { seed, aim, zone, facts, parameters } = history;
  const rows = shortestDisagreement(history, code);
  const story = { code, seed, aim, zone: zone.name, facts, parameters, rows };
  expect({ ...story, findings: ofRule(byFold(history)(rows), code) }).toEqual({
    ...story,
    findings: ofRule(byReference(history)(rows), code),
  });
}

const someOf = (rows: readonly HistoryRow[], ids: readonly number[], status: HistoryRow['status']): boolean =>
  rows.some((row) => ids.includes(row.id) && row.status === status);

/** Kinds of finding that a rule's own row in the table would hide. */
const KINDS: Readonly<Record<string, (finding: ReferenceFinding, history: History) => boolean>> = {
  'R6a rolling': ({ rule }, { parameters }) => rule === 'R6a' && parameters['R6a']?.['rolling'] === 1,
  'X6 burst': ({ rule, transactions }, { rows }) => rule === 'X6' && someOf(rows, transactions, 'approved'),
  'X6 bin': ({ rule, transactions }, { rows }) => rule === 'X6' && !someOf(rows, transactions, 'approved'),
  'X8 fix': ({ rule, from, to }) => rule === 'X8' && from === to,
  'X8 jump': ({ rule, from, to }) => rule === 'X8' && from < to,
  'R8 large': ({ rule, measured }) => rule === 'R8' && measured > 100,
  'R8 window': ({ rule, measured }) => rule === 'R8' && measured <= 100,
};

describe('every rule against its set-based reference', () => {
  const tally = new Map(
    [...RULES.map((rule) => rule.code), ...Object.keys(KINDS)].map((kind) => [
      kind,
      { fired: 0, silent: 0, findings: 0 },
    ]),
  );
  let rows = 0;

  it.each(AIMS)('agrees on histories aimed at %s', (aim) => {
    const many = aim === 'long' ? LONG_HISTORIES : HISTORIES_PER_AIM;
    for (let seed = 1; seed <= many; seed++) {
      const history = generateHistory(seed, aim);
      const folded = byFold(history)(history.rows);
      const expected = byReference(history)(history.rows);
      rows += history.rows.length;
      for (const { code } of RULES) {
        if (ofRule(folded, code).join() !== ofRule(expected, code).join()) showDisagreement(history, code);
      }
      for (const [kind, count] of tally) {
        const isOfKind = KINDS[kind] ?? (({ rule }: ReferenceFinding): boolean => rule === kind);
        const found = expected.filter((finding) => isOfKind(finding, history)).length;
        count[found > 0 ? 'fired' : 'silent'] += 1;
        count.findings += found;
      }
    }
  });

  it(`has seen each rule fire and stay silent at least ${LEAST} times`, () => {
    const lines = [...tally].map(
      ([kind, { fired, silent, findings }]) =>
        `${kind.padEnd(12)}${String(fired).padStart(8)}${String(silent).padStart(8)}${String(findings).padStart(10)}`,
    );
    const histories = HISTORIES_PER_AIM * (AIMS.length - 1) + LONG_HISTORIES;
    process.stdout.write(
      `\n${histories} histories, ${rows} rows, fold and reference agree\n` +
        `rule           fired  silent  findings\n${lines.join('\n')}\n\n`,
    );
    for (const [kind, { fired, silent }] of tally) {
      expect({ kind, enough: Math.min(fired, silent) >= LEAST }).toEqual({ kind, enough: true });
    }
  });
});
