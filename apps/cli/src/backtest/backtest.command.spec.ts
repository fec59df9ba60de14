import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { BacktestResult } from '@thaw/risk/engine';
import { runBacktest } from './backtest.command';

const folder = mkdtempSync(join(tmpdir(), 'thaw backtest '));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = Promise.all([text(stdout), text(stderr)]);
  const code = await runBacktest(argv, { stdout, stderr });
  stdout.end();
  stderr.end();
  const [out, err] = await texts;
  return { code, out, err };
}

/** On low rates: R1a fires on T1 above 50,000.00 twice and above 75,000.00 once, R3 only where it weighs something. */
const SALES = file(
  'sales.csv',
  `occurred_at,amount,terminal_no
2024-03-01T10:00:00,60000.00,T1
2024-03-01T11:00:00,80000.00,T1
2024-03-02T10:00:00,12.50,T2
bad,1.00,T2
`,
);
const SETS = file(
  'sets.json',
  JSON.stringify([
    { name: '现行' },
    { name: 'loose', rules: [{ code: 'R1a', parameters: { max: 7_500_000 } }] },
    {
      name: 'other',
      rules: [
        { code: 'R1a', enabled: false },
        { code: 'R3', weight: 5 },
      ],
    },
  ]),
);
const LOW = ['--fee-profile', 'low_rate', '--rules', 'R1a,R3'];

describe('thaw backtest', () => {
  it('prints hits by rule and set, and what changed from the first to each other', async () => {
    const { code, out, err } = await run(SALES, '--sets', SETS, ...LOW, '--lang', 'en');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(`File: sales.csv
Transactions: 3 on 2 terminal(s); left out: 0 duplicates, 1 rejected lines

Findings by rule                   现行  loose  other
R1a  Single amount over the limit     2      1      –
R3   Amounts with a fen part          1      1      1
findings (weight above 0)             2      1      1
terminals hit                         1      1      1
transactions in them                  2      1      1

From "现行" to "loose": 0 new, 1 gone, 0 changed, 2 the same
  R1a   max 5000000 → 7500000
  R1a   0 new, 1 gone, 0 changed, 1 the same

From "现行" to "other": 0 new, 2 gone, 0 changed, 1 the same
  R1a   switched off
  R3    weight 0 → 5
  R1a   0 new, 2 gone, 0 changed, 0 the same
`);
    const chinese = (await run(SALES, '--sets', SETS, ...LOW)).out;
    expect(chinese).toContain('从“现行”到“loose”：新增 0，消失 1，变化 0，不变 2');
  });

  it('prints JSON', async () => {
    const { code, out } = await run(SALES, `--sets=${SETS}`, ...LOW, '--json', '--set', 'R1a.max=7900000');
    const printed = JSON.parse(out) as { transactions: number; rejected: unknown; result: BacktestResult };
    expect(code).toBe(0);
    expect(printed).toMatchObject({ transactions: 3, rejected: [{ line: 5, reason: 'TIME_INVALID' }] });
    // What --set says is what all sets begin with.
    expect(printed.result.sets.map(({ findings }) => findings)).toEqual([1, 1, 1]);
    expect(printed.result.changes).toHaveLength(3);
  });

  it.each([
    ['no sets', [SALES], '--sets sets.json', true],
    ['two files of sets', [SALES, '--sets', SETS, '--sets', SETS], 'to be given once', true],
    ['sets that are not there', [SALES, '--sets', join(folder, 'none')], 'there is no such file', false],
    ['sets that are no JSON', [SALES, '--sets', SALES], 'not JSON', true],
    ['a history that is not there', [join(folder, 'none.csv'), '--sets', SETS], 'no such file', false],
    ['an unknown option', [SALES, '--sets', SETS, '--frobnicate'], '--frobnicate', true],
  ])('exits with 2 on %s, and says so on stderr', async (_name, argv, part, usage) => {
    const { code, out, err } = await run(...argv, '--lang', 'en');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(part);
    expect(err.includes('Usage: thaw backtest')).toBe(usage);
  });

  it('shows how it is used, in both languages', async () => {
    expect(await run('--help')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^用法：thaw backtest/),
    });
    expect((await run('-h', '--lang', 'en')).out).toMatch(/^Usage: thaw backtest/);
  });
});
