import { createHash } from 'node:crypto';
import { Zone, formatYuan, type Bilingual } from '@thaw/kernel';
import { FACT_WORDS, resolveParameters, score, type Finding, type Rule, type Score } from '@thaw/risk/rules';
import { safeFileName } from '@thaw/transactions/records';
import { printable } from '../../printable';
import { explain, isoTime, linesOf } from '../finding-words';
import type { ScanRequest } from '../scan-arguments';
import type { FileScan, TerminalScan } from '../scan-file';
import { quietRules, silences } from '../silences';
import { daysChart, hoursChart, scoreChart } from './charts';
import { Markup, fromFile, inBoth, markup } from './markup';
import { STYLE } from './style';

/** A page is read by a person: beyond these, numbers are given and `--json` has the rest. */
const TERMINALS_SHOWN = 30;
const FINDINGS_SHOWN = 20;
const LINES_SHOWN = 20;

/**
 * The report as one page that needs nothing else: no script, no network, charts inline. Both languages stand in it; it
 * opens in the one that was asked for.
 */
export function* htmlReport(scan: FileScan, request: ScanRequest): Generator<string, void, undefined> {
  yield head(request).text;
  yield summary(scan, request).text;
  const found = scan.terminals
    .filter(({ findings }) => findings.length > 0)
    .map((terminal) => ({ terminal, total: score(terminal.findings).total }))
    .sort((a, b) => b.total - a.total);
  if (found.length === 0) {
    yield inBoth({ zh: '没有发现。', en: 'No findings.' }, 'p').text;
    yield quiet(scan.terminals, request.rules).text;
  }
  for (const { terminal } of found.slice(0, TERMINALS_SHOWN)) yield terminalSection(terminal, request).text;
  if (found.length > TERMINALS_SHOWN) {
    const more = found.length - TERMINALS_SHOWN;
    yield inBoth(
      {
        zh: `另有 ${more} 台终端有发现，评分不高于以上各台；--json 列出全部。`,
        en: `${more} more terminals have findings, none with a higher score; --json lists all.`,
      },
      'p',
    ).text;
  }
  yield '</main></body></html>\n';
}

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
/** The page may load nothing and run nothing; its one style sheet is known by its hash. */
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

function head({ file, locale }: ScanRequest): Markup {
  const name = safeFileName(file);
  const choice = (id: 'zh' | 'en', word: string): Markup =>
    markup`<input type="radio" name="lang" id="lang-${id}"${new Markup(id === locale ? ' checked' : '')}><label for="lang-${id}">${word}</label>`;
  return markup`<!doctype html>
<html lang="${locale === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<title>${name} · Thaw</title><style>${new Markup(STYLE)}</style></head><body>
<nav>${choice('zh', '中文')}${choice('en', 'English')}</nav><main>
<h1>${inBoth({ zh: '风险扫描报告', en: 'Risk scan report' })}</h1><p>${fromFile(name)}</p>
`;
}

function summary(scan: FileScan, { mapping, feeProfile, rules }: ScanRequest): Markup {
  const sum = (pick: (terminal: TerminalScan) => number): string =>
    count(scan.terminals.reduce((total, terminal) => total + pick(terminal), 0));
  const facts: readonly (readonly [Bilingual, string])[] = [
    [{ zh: '交易', en: 'Transactions' }, count(scan.transactions)],
    [{ zh: '终端', en: 'Terminals' }, count(scan.terminals.length)],
    [{ zh: '重复未计入', en: 'Duplicates left out' }, count(scan.duplicates)],
    [{ zh: '不合格的行', en: 'Rejected lines' }, count(scan.rejections.count)],
    [{ zh: '参与检查的消费', en: 'Purchases that the rules saw' }, sum(({ counts }) => counts.purchases)],
    [{ zh: '退货和现金', en: 'Refunds and cash' }, sum(({ counts }) => counts.excluded.notPurchase)],
    [{ zh: '未成功', en: 'Not approved' }, sum(({ counts }) => counts.excluded.notApproved)],
    [{ zh: '其他币种', en: 'Other currencies' }, sum(({ counts }) => counts.excluded.otherCurrency)],
    [{ zh: '费率档', en: 'Fee profile' }, feeProfile],
    [{ zh: '时区', en: 'Time zone' }, mapping.timeZone],
    [{ zh: '币种', en: 'Currency' }, mapping.currency],
    [{ zh: '规则', en: 'Rules' }, rules.map(({ code }) => code).join(' ')],
  ];
  const rows = facts.map(([name, value]) => markup`<div><dt>${inBoth(name)}</dt><dd>${value}</dd></div>`);
  return markup`<dl>${rows}</dl>${rejections(scan)}${silent(scan, rules)}`;
}

function rejections({ rejections: log }: FileScan): Markup {
  const groups = log.byReason().map(
    ({ reason, count: many, first }) =>
      markup`<li>${reason} × ${count(many)}${inBoth({
        zh: `，首见于第 ${first.line} 行：${printable(first.message.zh)}`,
        en: `, first on line ${first.line}: ${printable(first.message.en)}`,
      })}</li>`,
  );
  return list({ zh: '不合格的行', en: 'Rejected lines' }, groups);
}

/** Rules that had nothing to look at are no rules that found nothing. */
function silent(scan: FileScan, rules: readonly Rule[]): Markup {
  const all = silences(scan, rules).map(({ rule, without, terminals }) => {
    const [zh, en] = [without.map((fact) => FACT_WORDS[fact].zh), without.map((fact) => FACT_WORDS[fact].en)];
    const some = terminals.length < scan.terminals.length;
    return markup`<li>${rule.code} ${inBoth(rule.title)}${inBoth({
      zh: `：缺少${zh.join('、')}${some ? `，共 ${count(terminals.length)} 台终端` : ''}`,
      en: `: no ${en.join(', no ')}${some ? `, on ${count(terminals.length)} terminal(s)` : ''}`,
    })}</li>`;
  });
  return list({ zh: '缺少事实而未能判断的规则', en: 'Rules that lacked facts and looked at nothing' }, all);
}

/** What was looked for in vain is part of what a scan says. */
function quiet(terminals: readonly TerminalScan[], rules: readonly Rule[]): Markup {
  const all = quietRules(terminals, rules).map(
    ({ code, title }) => markup`<li>${code} ${inBoth(title)}</li>`,
  );
  return list({ zh: '已检查、没有发现的规则', en: 'Rules that ran and found nothing' }, all);
}

const list = (heading: Bilingual, items: readonly Markup[]): Markup =>
  items.length === 0 ? markup`` : markup`<h3>${inBoth(heading)}</h3><ul>${items}</ul>`;

function terminalSection(scanned: TerminalScan, request: ScanRequest): Markup {
  const { terminal, findings, trade } = scanned;
  const { rules } = request;
  const scored = score(findings);
  const name = terminal === null ? inBoth({ zh: '终端', en: 'Terminal' }) : terminalName(terminal);
  const charts =
    trade === null
      ? markup``
      : markup`<h3>${inBoth({ zh: '每日金额', en: 'Amount per day' })}</h3><figure>${daysChart(trade, dayLimit(request))}</figure>
<h3>${inBoth({ zh: '消费时段', en: 'Purchases by hour and weekday' })}</h3><figure>${hoursChart(trade)}</figure>`;
  const byRule = rules.map((rule) =>
    ruleSection(
      rule,
      findings.filter((finding) => finding.rule === rule.code),
      scored,
      request,
    ),
  );
  return markup`<section><h2>${name}</h2>
<h3>${inBoth({ zh: `评分 ${scored.total}`, en: `Score ${scored.total}` })}</h3>${scoreChart(scored)}
${charts}${byRule}${quiet([scanned], rules)}</section>
`;
}

const terminalName = (terminal: string): Markup =>
  markup`${inBoth({ zh: '终端', en: 'Terminal' })} ${fromFile(terminal)}`;

/** What R1b fires from, if it ran. */
function dayLimit({ rules, parameters }: ScanRequest): number | null {
  const daily = rules.find(({ code }) => code === 'R1b');
  return daily === undefined ? null : (resolveParameters(daily, parameters)['limit'] ?? null);
}

function ruleSection(
  rule: Rule,
  findings: readonly Finding[],
  { parts }: Score,
  request: ScanRequest,
): Markup {
  if (findings.length === 0) return markup``;
  const zone = new Zone(request.mapping.timeZone);
  const share = parts.find((part) => part.rule === rule.code)?.share ?? 0;
  const items = findings
    .slice(0, FINDINGS_SHOWN)
    .map(
      (finding) =>
        markup`<li>${inBoth(explain(finding, request.rules))} <small>${period(finding, zone)} · ${formatYuan(finding.sumFen)}${lines(finding)}</small></li>`,
    );
  const more = findings.length - FINDINGS_SHOWN;
  const rest =
    more > 0 ? inBoth({ zh: `另有 ${count(more)} 项。`, en: `And ${count(more)} more.` }, 'p') : markup``;
  return markup`<article><h4>${rule.code} ${inBoth(rule.title)} <small>${inBoth({
    zh: `权重 ${rule.weight}，计 ${share} 分，${count(findings.length)} 项`,
    en: `weight ${rule.weight}, gives ${share}, ${count(findings.length)} found`,
  })}</small></h4><ol>${items}</ol>${rest}</article>`;
}

/** First and last transaction in local time. */
function period({ from, to }: Finding, zone: Zone): string {
  const local = (ms: number): string => isoTime(ms, zone).slice(0, 19).replace('T', ' ');
  return from === to ? local(from) : `${local(from)} – ${local(to)}`;
}

function lines(finding: Finding): Markup {
  const text = linesOf(finding, LINES_SHOWN);
  return text === null ? markup`` : markup` · ${inBoth({ zh: `行 ${text}`, en: `lines ${text}` })}`;
}

const count = (value: number): string => value.toLocaleString('en-US');
