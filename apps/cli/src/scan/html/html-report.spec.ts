import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runScan } from '../scan.command';

const folder = mkdtempSync(join(tmpdir(), 'thaw page '));
afterAll(() => rmSync(folder, { recursive: true }));

async function pageOf(csv: string, ...argv: string[]): Promise<{ code: number; page: string; err: string }> {
  const [file, html] = [join(folder, 'sales.csv'), join(folder, 'out.html')];
  writeFileSync(file, csv);
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  stdout.resume();
  const code = await runScan([file, '--html', html, ...argv], { stdout, stderr });
  const err = String(stderr.read() ?? '');
  return { code, page: readFileSync(html, 'utf8'), err };
}

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '</style></svg><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  '{{7*7}}${7*7}&lt;b&gt;',
  '\u202Egnp.exe',
  '4111111111111111',
];
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
const HEADER = 'occurred_at,amount,card,card_type,terminal_no\n';
const hostileFile =
  HEADER +
  HOSTILE.map((cell, i) => `2024-03-0${i + 1}T10:00:00,60000.01,card ${i},credit,${quoted(cell)}\n`).join(
    '',
  ) +
  HOSTILE.map((cell) => `${quoted(cell)},1.00,c,credit,T1\n`).join('') +
  '2024-03-02T10:00:00,60000.00,c,credit,T1\n';

/** Every tag of the page outside its style sheet, with its attributes. */
const tagsOf = (page: string): { name: string; attributes: string[] }[] =>
  [
    ...page
      .replace(/<style>.*?<\/style>/s, '')
      .matchAll(/<([a-z][a-z0-9]*)((?:\s+[a-z][a-z0-9-]*(?:="[^"<>]*")?)*)\s*\/?>/gi),
  ].map(([, name = '', rest = '']) => ({
    name,
    attributes: [...rest.matchAll(/([a-z][a-z0-9-]*)(?:="[^"]*")?/gi)].map(([, attribute = '']) => attribute),
  }));

const TAGS = 'html head meta title body nav input label main h1 h2 h3 h4 p dl div dt dd ul ol li section article small span bdi figure svg text rect path line'.split(' '); // prettier-ignore
const ATTRIBUTES = 'lang charset http-equiv content name type id checked for role aria-label class viewBox x y x1 x2 y1 y2 width height d fill-opacity'.split(' '); // prettier-ignore

describe('thaw scan --html', () => {
  it('lets nothing of what a file holds become markup', async () => {
    const { code, page, err } = await pageOf(hostileFile, '--fee-profile', 'low_rate');
    expect([code, err]).toEqual([1, '']);
    const tags = tagsOf(page);
    expect(tags.length).toBeGreaterThan(100);
    expect([...new Set(tags.map(({ name }) => name))].filter((name) => !TAGS.includes(name))).toEqual([]);
    const attributes = new Set(tags.flatMap((tag) => tag.attributes));
    expect([...attributes].filter((name) => !ATTRIBUTES.includes(name))).toEqual([]);
    // Every opening angle belongs to a tag that was found, a closing one, or the doctype.
    const angles = page.replace(/<style>.*?<\/style>/s, '').match(/</g)?.length ?? 0;
    const closing = page.match(/<\/(?!style)[a-z0-9]+>/g)?.length ?? 0;
    expect(angles).toBe(tags.length + closing + 1);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toContain('\u202E');
    expect(page).not.toContain('4111111111111111');
  });

  it('closes what it opens', async () => {
    const { page } = await pageOf(hostileFile, '--fee-profile', 'low_rate');
    const open: string[] = [];
    for (const [, slash, name = '', self] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*?(\/?)>/g)) {
      if (self === '/' || name === 'meta' || name === 'input') continue;
      if (slash === '') open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  it('may load nothing and run nothing, and knows its style sheet by hash', async () => {
    const { page } = await pageOf(hostileFile);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy.replaceAll('&#39;', "'")).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(page).not.toMatch(/https?:|url\(|@import|style="/);
  });

  it('holds the same findings as the other reports, with charts, in both languages', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) =>
        `2024-03-${String(1 + (i % 28)).padStart(2, '0')}T1${i % 10}:00:00,${i === 7 ? 250000 : 500}.00,c${i},credit,T1\n`,
    );
    const { page } = await pageOf(HEADER + rows.join(''), '--fee-profile', 'low_rate', '--lang', 'en');
    expect(page).toContain('id="lang-en" checked');
    // One sale over both limits: the day's bar is told apart, and the limit is drawn.
    expect(page).toMatch(/<path class="over" d="M[\d.]+ 180v/);
    expect(page).toContain('class="limit"');
    expect(page).toMatch(/R1a .*单笔金额超限.*Single amount over the limit/);
    expect(page).toContain('lines 9</span>');
    expect(page).toContain('行 9</span>');
    expect(
      page.match(/<rect class="bar" fill-opacity="[\d.]+" x="[\d.]+" y="[\d.]+" width="[\d.]+" height="19">/g)
        ?.length,
    ).toBeGreaterThan(20);
    const zh = await pageOf(HEADER + rows.join(''));
    expect(zh.page).toContain('id="lang-zh" checked');
  });

  it('names the rules that lacked facts and the lines left out, and what each rule gave', async () => {
    const { page } = await pageOf(
      `${HEADER}2024-03-02T10:00:00,60000.00,c,credit,T1\n2024-03-02T10:00:00,"\u202E=1\u001B[31m",c,credit,T1\n`,
      '--fee-profile',
      'low_rate',
    );
    expect(page).toMatch(/<h3>.*缺少事实而未能判断的规则.*<ul><li>R7a .*<li>X8 .*终端移机.*：缺少终端定位/s);
    expect(page).toMatch(/X9 .*: no installation date, no expected ticket</);
    expect(page).toMatch(/<h3>.*Rejected lines.*<ul><li>AMOUNT_INVALID × 1/);
    expect(page).not.toMatch(/[\u001B\u202E]/);
    expect(page).toContain('weight 15, gives 15, 1 found');
  });

  it('lists by terminal the rules that ran and found nothing, but not those that lacked facts', async () => {
    const { page } = await pageOf(
      `${HEADER}2024-03-02T10:00:00,60000.00,c,credit,T1\n2024-03-02T10:00:00,7.00,d,credit,T2\n`,
      ...['--fee-profile', 'low_rate', '--rules', 'R1a,R1b,X8,X9'],
    );
    const quiet = [...page.matchAll(/Rules that ran and found nothing<\/span><\/h3><ul>(.*?)<\/ul>/g)];
    // T2 has no finding, and no section.
    expect(quiet).toHaveLength(1);
    expect(quiet[0]?.[1]).toBe(
      '<li>R1b <span lang="zh-CN">单日累计金额超限</span><span lang="en">Daily volume at the limit</span></li>',
    );
    expect(page).toContain('已检查、没有发现的规则');
    const { page: nothing } = await pageOf(
      `${HEADER}2024-03-02T10:00:00,7.00,d,credit,T2\n`,
      '--rules',
      'R1a,R1b,X8',
    );
    expect(nothing).toMatch(/found nothing<\/span><\/h3><ul><li>R1a .*<\/li><li>R1b [^X]*<\/li><\/ul>/);
  });

  it('writes a share of the score into the bar only where it fits, and lets charts be wider than a phone', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `2024-01-${String(1 + (i % 28)).padStart(2, '0')}T1${i % 8}:00:00,500000.00,c${i},debit,T1\n`,
    );
    const { page } = await pageOf(HEADER + rows.join(''), '--rules', 'R1b,X10');
    expect(page).toContain('>R1b 15</text>');
    expect(page).toContain('<title>X10 2</title>');
    expect(page).not.toContain('>X10 2</text>');
    expect(page).toMatch(/<figure><svg [^>]*aria-label="每日金额/);
    expect(page).toContain('figure{overflow-x:auto}');
  });

  it('says so where nothing was found, or where the page cannot be written', async () => {
    const { code, page } = await pageOf(`${HEADER}2024-03-02T10:00:00,1.00,c,credit,T1\n`);
    expect(code).toBe(0);
    expect(page).toContain('没有发现。');
    const file = join(folder, 'sales.csv');
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    expect(
      await runScan([file, '--lang', 'en', '--html', join(folder, 'none', 'x.html')], { stdout, stderr }),
    ).toBe(2);
    expect(String(stderr.read())).toContain('The file of --html cannot be written: there is no such folder.');
    await runScan([file, '--html', folder], { stdout, stderr });
    expect(String(stderr.read())).toContain('无法写入 --html 的文件：这是一个文件夹。');
  });
});
