import type { FindingAnswer, ImportAnswer, ScanAnswer } from '../answers';
import { DemoFailure } from '../demo-failure';
import { act, type CaseScene } from '../scene';
import { cutTo } from '../../text-width';
import { until } from '../until';

const IMPORT_MS = 5 * 60_000;
const SCAN_MS = 2 * 60_000;
const REJECTS_SHOWN = 3;

/** The agent takes the case, says what it is, takes the terminal's history in and scans it. */
export async function investigate(scene: CaseScene): Promise<readonly FindingAnswer[]> {
  const { teller, cast } = scene;
  const { agent } = cast;
  teller.chapter({ zh: '调查', en: 'Investigation' });
  const taken = await act(scene, agent, 'take');
  teller.step(agent.who, { zh: '受理案件', en: 'takes the case' }, taken.call);
  const triaged = await act(scene, agent, 'triage', { reasonCode: 'CASHOUT' });
  teller.step(
    agent.who,
    { zh: '定性：CASHOUT 套现；材料与时限随之而定', en: 'triages it: CASHOUT; evidence and clocks follow' },
    triaged.call,
  );
  await takeHistoryIn(scene);
  return scan(scene);
}

async function takeHistoryIn(scene: CaseScene): Promise<void> {
  const { teller, cast, history, number, time } = scene;
  const { agent } = cast;
  const mapping = Object.entries(history.columns).map(([field, column]) => `${field}=${column}`);
  const started = await agent.door.upload<ImportAnswer>(`/v1/cases/${number}/imports`, {
    fields: {
      ...(mapping.length > 0 ? { map: mapping.join('\n') } : {}),
      ...(history.timeZone === undefined ? {} : { timeZone: history.timeZone }),
      ...(history.cardType === undefined ? {} : { cardType: history.cardType }),
      currency: history.currency,
      amountUnit: 'yuan',
    },
    fileName: history.fileName,
    content: history.content(),
  });
  teller.step(
    agent.who,
    { zh: `导入 ${history.fileName}`, en: `sends in ${history.fileName}` },
    started.call,
  );
  const zone = history.timeZone ?? time.timeZone;
  const map = mapping.join(' ');
  teller.detail({ zh: `来源：${history.about.zh}`, en: `source: ${history.about.en}` });
  teller.detail({
    zh: `映射：${map || '列名即字段名'}；时区 ${zone}；币种 ${history.currency}`,
    en: `mapping: ${map || 'columns are named like the fields'}; time zone ${zone}; currency ${history.currency}`,
  });
  if (zone !== time.timeZone) {
    teller.detail({
      zh: `规则按本系统时区 ${time.timeZone} 读取钟点与日期`,
      en: `the rules read hours and days in the desk’s own zone, ${time.timeZone}`,
    });
  }
  const done = await finishedImport(scene, started.body.id);
  teller.detail({
    zh: `回执：${done.linesTotal} 行，入库 ${done.accepted}，重复 ${done.duplicates}，退回 ${done.rejected}`,
    en: `receipt: ${done.linesTotal} lines, ${done.accepted} taken in, ${done.duplicates} duplicates, ${done.rejected} rejected`,
  });
  if (done.rejected > 0) await showRejects(scene, done);
}

async function finishedImport({ teller, cast }: CaseScene, id: string): Promise<ImportAnswer> {
  let shown = -1;
  const ended = await until({ zh: '导入', en: 'the import' }, IMPORT_MS, async () => {
    const { body } = await cast.agent.door.get<ImportAnswer>(`/v1/imports/${id}`);
    const isOver = body.state === 'finished' || body.state === 'failed';
    // A small file is through before anybody has looked.
    if (!isOver && body.linesDone !== shown && body.linesDone > 0) {
      shown = body.linesDone;
      teller.detail({
        zh: `进度：${body.linesDone} / ${body.linesTotal}`,
        en: `progress: ${body.linesDone} of ${body.linesTotal}`,
      });
    }
    return isOver ? body : null;
  });
  if (ended.state === 'finished') return ended;
  throw new DemoFailure({
    zh: `导入失败：${ended.failure?.zh ?? ''}`,
    en: `The import failed: ${ended.failure?.en ?? ''}`,
  });
}

async function showRejects({ teller, cast }: CaseScene, { id, rejected }: ImportAnswer): Promise<void> {
  const { body } = await cast.agent.door.get<string>(`/v1/imports/${id}/rejects`);
  const lines = body
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .slice(1, 1 + REJECTS_SHOWN);
  for (const line of lines.filter((text) => text !== '')) {
    teller.quote(cutTo(line, 120));
  }
  if (rejected > REJECTS_SHOWN) {
    teller.detail({
      zh: `……共 ${rejected} 行，可下载退回文件`,
      en: `… ${rejected} lines in all, in the reject file`,
    });
  }
}

async function scan(scene: CaseScene): Promise<readonly FindingAnswer[]> {
  const { teller, cast, number } = scene;
  const { agent } = cast;
  const asked = await agent.door.post<ScanAnswer>(`/v1/cases/${number}/scans`, {});
  teller.step(
    agent.who,
    { zh: '对终端全部流水运行所有规则', en: 'has every rule run over the whole history' },
    asked.call,
  );
  const ended = await until({ zh: '扫描', en: 'the scan' }, SCAN_MS, async () => {
    const { body } = await agent.door.get<ScanAnswer>(`/v1/cases/${number}/scans/${asked.body.id}`);
    return body.state === 'finished' || body.state === 'failed' ? body : null;
  });
  if (ended.state === 'failed') {
    throw new DemoFailure({
      zh: `扫描失败：${ended.failure ?? ''}`,
      en: `The scan failed: ${ended.failure ?? ''}`,
    });
  }
  const { body, call } = await agent.door.get<{ items: readonly FindingAnswer[] }>(
    `/v1/cases/${number}/findings`,
  );
  const { items } = body;
  teller.step(
    agent.who,
    {
      zh: `读取命中：${items.length} 项，得分 ${ended.score ?? 0}`,
      en: `reads the findings: ${items.length}, score ${ended.score ?? 0}`,
    },
    call,
  );
  showByRule(scene, items);
  return items;
}

/** One line a rule, with its first finding as the example. */
function showByRule({ teller }: CaseScene, findings: readonly FindingAnswer[]): void {
  for (const rule of new Set(findings.map((finding) => finding.rule))) {
    const [first, ...others] = findings.filter((finding) => finding.rule === rule);
    if (!first) continue;
    const count = others.length + 1;
    teller.detail({
      zh: `${rule.padEnd(4)} ${first.title.zh} × ${count}${first.weight === 0 ? '（仅供参考）' : ''}`,
      en: `${rule.padEnd(4)} ${first.title.en} × ${count}${first.weight === 0 ? ' (informs only)' : ''}`,
    });
    teller.quote(first.explanation[teller.locale], 5);
  }
}
