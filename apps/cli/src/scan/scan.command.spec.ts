import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { json, run, type Report } from '../../../../test/support/scan-runs';
import { runScan } from './scan.command';

const folder = mkdtempSync(join(tmpdir(), 'thaw scan '));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const HEADER = 'occurred_at,amount,card,reference,status,terminal_no\n';
/** R1a fires above 50,000.00 on low rates only; R3 (weight 0) on a fen part. */
const BIG = file(
  'big.csv',
  `${HEADER}2024-03-02T10:00:00,60000.00,4111111111111111,A1,,T2
2024-03-01 10:00:00,50000.01,4111111111111111,A2,,T1
bad,60000.00,4111111111111111,A3,,T1
2024-03-01T10:00:00,60000.00,4111111111111111,A2,,T1
2024-03-01T09:00:00,70000.00,4111111111111111,A4,voided,T1
2024-03-01T09:30:00,80000.00,4111111111111111,A5,,T1
`,
);

describe('thaw scan', () => {
  it('prints the object of rules.md, and exits with 1 on findings', async () => {
    const { code, ...report } = await json(BIG, '--fee-profile', 'low_rate', '--rules', 'R1a');
    expect(code).toBe(1);
    expect(Object.keys(report)).toEqual(['transactions', 'rejected', 'silent', 'findings', 'scores']);
    expect(report.transactions).toBe(4);
    expect(report.rejected).toEqual([{ line: 4, reason: 'TIME_INVALID' }]);
    expect(report.findings.map(({ terminal, lines }) => [terminal, lines])).toEqual([
      ['T1', [7]],
      ['T1', [3]],
      ['T2', [2]],
    ]);
    expect(report.findings[0]).toEqual({
      rule: 'R1a',
      version: 1,
      terminal: 'T1',
      from: '2024-03-01T09:30:00+08:00',
      to: '2024-03-01T09:30:00+08:00',
      measured: 8_000_000,
      threshold: 5_000_000,
      lines: [7],
      explanation: { zh: expect.stringContaining('80,000.00'), en: expect.stringContaining('80,000.00') },
    });
    const fired = (findings: number): object => ({ rule: 'R1a', weight: 15, share: 15, findings });
    expect(report.scores).toEqual([
      { terminal: 'T1', score: 15, rules: [fired(2)] },
      { terminal: 'T2', score: 15, rules: [fired(1)] },
    ]);
  });

  it('folds the facts of a file, for all terminals or one, and says which rules wait for which', async () => {
    const history = file(
      'facts.csv',
      `${HEADER}2024-02-10T10:00:00,10.00,,B0,,T1
2024-03-02T10:00:00,500.01,6222 0200 0000 0001,B1,,T1
2024-03-02T10:00:00,500.01,6222020000000001,B2,,t2
`,
    );
    const slip = { line: 3, at: '2024-03-02T02:00:00Z', amountFen: 50_001, answer: 'reprint' };
    const argv = [history, '--rules', 'R7a,R7b,X8,X9,X11,X12', '--facts'];
    const moved = { at: '2024-03-03T00:00:00+08:00', latE6: 31_240_000, lonE6: 121_470_000 };
    const facts = {
      installedAt: '2024-03-01T00:00:00+08:00',
      expectedTicketFen: 5_000,
      cardsOfFrozenTerminals: [
        {
          card: '6222-0200-0000-0001',
          uses: [
            { terminal: 1, at: '2024-03-01T10:00:00+08:00' },
            { terminal: 2, at: '2024-03-04T10:00:00+08:00' },
          ],
        },
      ],
      terminals: {
        t1: {
          ...{ site: { latE6: 31_230_000, lonE6: 121_470_000 }, fixes: [moved] },
          chargebacks: [{ month: '2024-03', count: 100 }],
          retrievals: [{ ...slip, askedAt: '2024-09-02T15:59:59Z' }],
        },
        T2: { expectedTicketFen: null },
      },
    };
    const report = await json(...argv, file('facts.json', JSON.stringify(facts)));
    expect(
      report.findings.map(({ rule, terminal, measured, lines }) => [rule, terminal, measured, lines]),
    ).toEqual([
      ['R7a', 'T1', 184, [3]],
      ['X8', 'T1', 1_112, []],
      ['X9', 'T1', 50_001, [3]],
      ['X11', 'T1', 3, [3]],
      ['X12', 'T1', 100, []],
      ['X11', 't2', 3, [4]],
    ]);
    const silent = (rule: string, fact: string) => ({ rule, without: [fact], terminals: ['t2'] });
    const slips = [silent('R7a', 'retrievals'), silent('R7b', 'retrievals')];
    const others = [silent('X8', 'fixes'), silent('X9', 'expectedTicketFen'), silent('X12', 'chargebacks')];
    expect(report).toHaveProperty('silent', [...slips, ...others]);

    const { out } = await run(...argv, file('none.json', '{}'), '--lang', 'en');
    expect(out).toContain(
      '  X9 Large amount soon after installation: no installation date, no expected ticket (installedAt, expectedTicketFen)\n',
    );
    const some = await run(...argv, file('facts.json', JSON.stringify(facts)));
    expect(some.out).toContain('  X8 终端移机：缺少终端定位（fixes），共 1 台终端\n');
  });

  it('says where a file of facts is wrong, before it reads the history', async () => {
    const wrong = file(
      'wrong.json',
      JSON.stringify({ terminals: { T1: { fixes: [{ at: '2024-03-03' }] } } }),
    );
    const { code, err } = await run('no-such.csv', '--facts', wrong, '--lang', 'en');
    expect([code, err]).toEqual([
      2,
      '--facts terminals.T1.fixes[0].at: Give a date and time with its offset, such as 2026-11-23T16:00:00+08:00.\n',
    ]);
    expect(await run(BIG, '--facts', 'no-such.json')).toMatchObject({
      code: 2,
      err: '无法读取 no-such.json：找不到文件。\n',
    });
  });

  it('exits with 0 without findings above weight 0', async () => {
    expect(await json(BIG, '--rules', 'R1a')).toMatchObject({ code: 0, transactions: 4, findings: [] });
    const informational = await json(BIG, '--rules', 'R3');
    expect(informational.findings).toHaveLength(1);
    expect(informational.code).toBe(0);
  });

  it('takes parameters, columns, time zone, currency and unit from the arguments, and reads gzip', async () => {
    const path = file(
      'money.csv.gz',
      gzipSync('when,money,coin\n2024-03-01T23:30:00-05:00,12345,USD\n2024-03-01T10:00:00Z,99999,CNY\n'),
    );
    const options =
      '--currency USD --amount-unit fen --time-zone America/New_York --fee-profile capped --set R1a.max=12344';
    const report = await json(
      path,
      ...options.split(' '),
      '--map',
      'occurred_at=when',
      'amount=money',
      'currency=coin',
    );
    expect(report.transactions).toBe(2);
    expect(report.findings.find(({ rule }) => rule === 'R1a')).toMatchObject({
      terminal: null,
      from: '2024-03-01T23:30:00-05:00',
      measured: 12345,
      threshold: 12344,
      lines: [2],
    });
  });

  it('gives the same bytes again, though its card tokens are never the same', async () => {
    const lines = Array.from(
      { length: 40 },
      (_, i) => `2024-03-01T10:00:00,100,card ${i % 3},r${i},,\n`,
    ).join('');
    const path = file('ties.csv', HEADER + lines);
    const argv = [path, '--json', '--fee-profile', 'low_rate', '--card-type', 'credit'];
    const [first, second] = [await run(...argv), await run(...argv)];
    expect(first.out).toBe(second.out);
    expect((JSON.parse(first.out) as Report).findings.length).toBeGreaterThan(5);
  });

  it('keeps equal lines without reference, and drops a line with a reference seen before', async () => {
    const path = file(
      'equal.csv',
      `${HEADER}${'2024-03-01T10:00:00,1,c,,,\n'.repeat(3)}${'2024-03-01T10:00:00,1,c,R,,\n'.repeat(3)}`,
    );
    expect(await json(path)).toMatchObject({ transactions: 4 });
    expect((await run(path, '--lang', 'en')).out).toContain('2 duplicates');
  });

  it('takes one terminal for one in upper and lower case, and lines without for one of their own', async () => {
    const line = (terminal: string): string => `2024-03-01T10:00:00,60000.00,c,,,${terminal}\n`;
    const again = (terminal: string): string => `2024-03-01T10:00:00,60000.00,c,R1,,${terminal}\n`;
    const names = ['t1', '', 'T1', 'T2', 't1', ''];
    const path = file('spelled.csv', HEADER + names.map(line).join('') + again('T1') + again('t1'));
    const report = await json(path, '--fee-profile', 'low_rate', '--rules', 'R1a');
    // Equal sales are all kept; of one reference the second is a duplicate, in whatever case the terminal stands.
    expect(report.transactions).toBe(7);
    expect(report.findings.map(({ terminal, lines }) => [terminal, lines])).toEqual([
      [null, [3]],
      [null, [7]],
      ['T2', [5]],
      ['t1', [2]],
      ['t1', [4]],
      ['t1', [6]],
      ['t1', [8]],
    ]);
    for (const language of ['zh', 'en'])
      expect((await run('--help', '--lang', language)).out).toMatch(
        language === 'zh' ? /终端号不分大小写/ : /T1 and t1 are one/,
      );
  });

  it('prints a report in Chinese, or in English', async () => {
    const zh = await run(BIG, '--fee-profile', 'low_rate');
    expect(zh).toMatchObject({ code: 1, err: '' });
    expect(zh.out).toMatch(/^文件：big\.csv\n规则：R1a /);
    expect(zh.out).toMatch(/终端 T1：评分 \d+/);
    expect(zh.out).toContain('R1a 单笔金额超限（权重 15，计 15 分）：2 项');
    expect(zh.out).toContain('TIME_INVALID 1 行，首见于第 4 行');
    const en = await run(BIG, '--fee-profile', 'low_rate', '--lang', 'en');
    expect(en.out).toContain('Purchases that the rules saw: 3');
    expect(en.out).toContain('1 not approved');
    expect(en.out).not.toMatch(/[\u4e00-\u9fff]/);
    expect((await run(BIG, '--rules', 'R1a', '--lang', 'en')).out).toContain('No findings.');
    expect(zh.out + en.out).not.toContain('4111111111111111');
  });

  it.each([
    ['no file', ['--json'], 'the file to scan is missing', true],
    ['an unknown option', ['a.csv', '--frobnicate'], '--frobnicate', true],
    ['a file that is not there', [join(folder, 'none.csv')], 'there is no such file', false],
    ['a folder', [folder], 'it is a folder', false],
    ['an empty file', [file('empty.csv', '')], 'the file is empty', false],
    ['broken gzip data', [file('cut.csv.gz', gzipSync(HEADER).subarray(0, 20))], 'breaks off', false],
    ['columns that cannot be found', [file('other.csv', 'a,b\n1,2\n')], 'first line are: a, b', false],
    [
      'a file without header',
      [file('4111111111111111.csv', '2024-03-01,4111111111111111\n')],
      '411111******1111',
      false,
    ],
  ])('exits with 2 on %s, and says so on stderr', async (_name, argv, part, usage) => {
    const { code, out, err } = await run(...argv, '--lang', 'en');
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(part);
    expect(err.includes('Usage: thaw scan')).toBe(usage);
    expect(err).not.toContain('4111111111111111');
  });

  it('shows how it is used, in both languages', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringMatching(/^用法：thaw scan/) });
    expect(await run('-h', '--lang', 'en')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Usage: thaw scan/),
    });
  });

  it('ends in peace when its reader has read enough', async () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    stdout.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    stdout.on('error', () => undefined);
    expect(await runScan([BIG, '--rules', 'R1a', '--fee-profile', 'low_rate'], { stdout, stderr })).toBe(1);
    expect(stderr.read()).toBeNull();
  });
});
