import { Zone, type Bilingual } from '@thaw/kernel';
import { score, type FactName, type Finding, type ScorePart } from '@thaw/risk/rules';
import type { FileScan, TerminalScan } from './scan-file';
import type { ScanRequest } from './scan-arguments';
import { silences } from './silences';
import { explain, isoTime } from './finding-words';

/** One finding as `--json` prints it. */
export interface FindingJson {
  readonly rule: string;
  readonly version: number;
  /** As the file first spells it; null where it names none. */
  readonly terminal: string | null;
  /** ISO 8601 with the offset of the time zone: the first and last transaction in it. */
  readonly from: string;
  readonly to: string;
  readonly measured: number;
  readonly threshold: number;
  /** 1-based lines of the file; the header is line 1. */
  readonly lines: readonly number[];
  readonly explanation: Bilingual;
}

/** A rule that had nothing to look at, and the facts for want of which it had not. */
export interface SilentJson {
  readonly rule: string;
  /** Names of facts, as in the file of `--facts`. */
  readonly without: readonly FactName[];
  /** The terminals of which it lacked just these. */
  readonly terminals: readonly (string | null)[];
}

/** What the findings of one terminal come to. */
export interface ScoreJson {
  readonly terminal: string | null;
  /** 0–100: the sum of the shares. */
  readonly score: number;
  /** Of each rule that fired: its weight, how often it fired, and its share of the score. */
  readonly rules: readonly ScorePart[];
}

/**
 * The one object that rules.md describes, in pieces that can be written as they come:
 * `{"transactions": 3899, "rejected": [{"line": 7, "reason": "TIME_INVALID"}], "silent": [SilentJson], "findings":
 * [FindingJson], "scores": [ScoreJson]}`.
 */
export function* jsonReport(scan: FileScan, request: ScanRequest): Generator<string, void, undefined> {
  const zone = new Zone(request.mapping.timeZone);
  yield `{\n"transactions": ${scan.transactions},\n"rejected": [`;
  yield* list(scan.rejections.entries());
  yield `],\n"silent": [`;
  yield* list(
    silences(scan, request.rules).map(({ rule, ...silence }): SilentJson => ({
      rule: rule.code,
      ...silence,
    })),
  );
  yield `],\n"findings": [`;
  yield* list(findings(scan, request, zone));
  yield '],\n"scores": [';
  yield* list(scan.terminals.map(scoreJson));
  yield ']\n}\n';
}

function* findings(
  scan: FileScan,
  request: ScanRequest,
  zone: Zone,
): Generator<FindingJson, void, undefined> {
  for (const { terminal, findings } of scan.terminals) {
    for (const finding of findings) yield describe(finding, terminal, request, zone);
  }
}

function scoreJson({ terminal, findings }: TerminalScan): ScoreJson {
  const { total, parts } = score(findings);
  return { terminal, score: total, rules: parts };
}

function describe(finding: Finding, terminal: string | null, request: ScanRequest, zone: Zone): FindingJson {
  const { rule, version, from, to, measured, threshold, transactions } = finding;
  return {
    rule,
    version,
    terminal,
    from: isoTime(from, zone),
    to: isoTime(to, zone),
    measured,
    threshold,
    lines: transactions.toSorted((a, b) => a - b),
    explanation: explain(finding, request.rules),
  };
}

function* list(values: Iterable<unknown>): Generator<string, void, undefined> {
  let before = '\n';
  for (const value of values) {
    yield before + JSON.stringify(value);
    before = ',\n';
  }
}
