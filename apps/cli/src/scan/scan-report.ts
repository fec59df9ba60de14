import { Zone, formatYuan, type Bilingual, type Locale } from '@thaw/kernel';
import { printable } from '../printable';
import { explain, isoTime, linesOf } from './finding-words';
import { FACT_WORDS, score, type Finding, type Rule, type Score } from '@thaw/risk/rules';
import { safeFileName } from '@thaw/transactions/records';
import type { RejectionLog } from './rejection-log';
import type { FileScan, TerminalScan } from './scan-file';
import type { ScanRequest } from './scan-arguments';
import { silences } from './silences';

/** A report is read by a person: beyond these, numbers are given and `--json` has the rest. */
const TERMINALS_SHOWN = 10;
const FINDINGS_SHOWN = 3;
const LINES_SHOWN = 8;

/** The report as text in the language that was asked for. */
export function* textReport(scan: FileScan, request: ScanRequest): Generator<string, void, undefined> {
  const { locale, mapping, feeProfile, rules } = request;
  const say = speaker(locale);
  const codes = rules.map((rule) => rule.code).join(' ');
  yield say({
    zh: `文件：${safeFileName(request.file)}\n`,
    en: `File: ${safeFileName(request.file)}\n`,
  });
  yield say({
    zh: `规则：${codes}；费率档 ${feeProfile}，时区 ${mapping.timeZone}，币种 ${mapping.currency}\n`,
    en: `Rules: ${codes}; fee profile ${feeProfile}, time zone ${mapping.timeZone}, currency ${mapping.currency}\n`,
  });
  yield* counts(scan, say);
  yield* rejections(scan.rejections, say);
  yield* silent(scan, rules, say);

  const found = scan.terminals.filter(({ findings }) => findings.length > 0);
  const scored = found.map((terminal) => ({ terminal, ...score(terminal.findings) }));
  scored.sort((a, b) => b.total - a.total);
  if (found.length === 0) yield say({ zh: '\n没有发现。\n', en: '\nNo findings.\n' });
  for (const { terminal, ...scoring } of scored.slice(0, TERMINALS_SHOWN)) {
    yield* terminalReport(terminal, scoring, request, say);
  }
  const more = scored.length - TERMINALS_SHOWN;
  if (more > 0) {
    yield say({
      zh: `\n另有 ${more} 台终端有发现，评分不高于以上各台；--json 列出全部。\n`,
      en: `\n${more} more terminals have findings, none with a higher score; --json lists all.\n`,
    });
  }
}

type Say = (text: Bilingual) => string;

const speaker =
  (locale: Locale): Say =>
  (text) =>
    text[locale];

function* counts(scan: FileScan, say: Say): Generator<string, void, undefined> {
  const sum = (pick: (terminal: TerminalScan) => number): string =>
    count(scan.terminals.reduce((total, terminal) => total + pick(terminal), 0));
  const purchases = sum(({ counts }) => counts.purchases);
  const others = sum(({ counts }) => counts.excluded.notPurchase);
  const notApproved = sum(({ counts }) => counts.excluded.notApproved);
  const currency = sum(({ counts }) => counts.excluded.otherCurrency);
  const noCard = sum(({ counts }) => counts.withoutCard);
  const noType = sum(({ counts }) => counts.unknownCardType);
  const [all, terminals] = [count(scan.transactions), count(scan.terminals.length)];
  const [twice, bad] = [count(scan.duplicates), count(scan.rejections.count)];
  yield say({
    zh: `交易：${all} 笔，${terminals} 台终端；重复 ${twice} 笔、不合格 ${bad} 行未计入\n`,
    en: `Transactions: ${all} on ${terminals} terminal(s); left out: ${twice} duplicates, ${bad} rejected lines\n`,
  });
  yield say({
    zh: `参与检查的消费：${purchases} 笔（无卡 ${noCard}，卡种未知 ${noType}）；不参与：退货和现金 ${others}，未成功 ${notApproved}，其他币种 ${currency}\n`,
    en:
      `Purchases that the rules saw: ${purchases} (${noCard} without card, ${noType} of unknown card type); ` +
      `not seen: ${others} refunds and cash, ${notApproved} not approved, ${currency} in other currencies\n`,
  });
}

function* rejections(log: RejectionLog, say: Say): Generator<string, void, undefined> {
  if (log.count === 0) return;
  yield say({ zh: '\n不合格的行\n', en: '\nRejected lines\n' });
  for (const { reason, count: many, first } of log.byReason()) {
    yield say({
      zh: `  ${reason} ${count(many)} 行，首见于第 ${first.line} 行：${printable(first.message.zh)}\n`,
      en: `  ${reason} on ${count(many)} line(s), first on line ${first.line}: ${printable(first.message.en)}\n`,
    });
  }
}

/** Rules that had nothing to look at are no rules that found nothing. */
function* silent(scan: FileScan, rules: readonly Rule[], say: Say): Generator<string, void, undefined> {
  const all = silences(scan, rules);
  if (all.length === 0) return;
  yield say({
    zh: '\n缺少事实而未能判断的规则（用 --facts 提供）\n',
    en: '\nRules that lacked facts and looked at nothing (give them with --facts)\n',
  });
  for (const { rule, without, terminals } of all) {
    const [zh, en] = [without.map((fact) => FACT_WORDS[fact].zh), without.map((fact) => FACT_WORDS[fact].en)];
    const names = without.join(', ');
    const some = terminals.length < scan.terminals.length;
    yield say({
      zh: `  ${rule.code} ${rule.title.zh}：缺少${zh.join('、')}（${names}）${some ? `，共 ${count(terminals.length)} 台终端` : ''}\n`,
      en: `  ${rule.code} ${rule.title.en}: no ${en.join(', no ')} (${names})${some ? `, on ${count(terminals.length)} terminal(s)` : ''}\n`,
    });
  }
}

function* terminalReport(
  { terminal, findings }: TerminalScan,
  { total, parts }: Score,
  { rules, mapping }: ScanRequest,
  say: Say,
): Generator<string, void, undefined> {
  const zone = new Zone(mapping.timeZone);
  const name =
    terminal === null
      ? { zh: '终端', en: 'Terminal' }
      : { zh: `终端 ${printable(terminal)}`, en: `Terminal ${printable(terminal)}` };
  yield say({ zh: `\n${name.zh}：评分 ${total}\n`, en: `\n${name.en}: score ${total}\n` });
  for (const rule of rules) {
    const ofRule = findings.filter((finding) => finding.rule === rule.code);
    if (ofRule.length === 0) continue;
    const share = parts.find((part) => part.rule === rule.code)?.share ?? 0;
    yield say({
      zh: `  ${rule.code} ${rule.title.zh}（权重 ${rule.weight}，计 ${share} 分）：${count(ofRule.length)} 项\n`,
      en: `  ${rule.code} ${rule.title.en} (weight ${rule.weight}, gives ${share}): ${count(ofRule.length)}\n`,
    });
    for (const finding of ofRule.slice(0, FINDINGS_SHOWN)) {
      yield say({
        zh: `    ${period(finding, zone)}  ${explain(finding, rules).zh}\n`,
        en: `    ${period(finding, zone)}  ${explain(finding, rules).en}\n`,
      });
      const lines = linesOf(finding, LINES_SHOWN);
      yield say({
        zh: `      ${lines === null ? '' : `行 ${lines}；`}合计 ${formatYuan(finding.sumFen)}\n`,
        en: `      ${lines === null ? '' : `lines ${lines}; `}${formatYuan(finding.sumFen)} in total\n`,
      });
    }
    const more = ofRule.length - FINDINGS_SHOWN;
    if (more > 0) yield say({ zh: `    另有 ${more} 项\n`, en: `    and ${more} more\n` });
  }
}

/** First and last transaction in local time: "2024-03-01 10:15:00" or, where they differ, both with "–" between. */
function period({ from, to }: Finding, zone: Zone): string {
  const local = (ms: number): string => isoTime(ms, zone).slice(0, 19).replace('T', ' ');
  return from === to ? local(from) : `${local(from)} – ${local(to)}`;
}

const count = (value: number): string => value.toLocaleString('en-US');
