import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runClocks } from './clocks.command';

/** Beside the clone where the desk is developed; elsewhere these tests are skipped by name. */
const DATA = join(__dirname, '../../../../../shared/data/sla');
const itWithData = existsSync(DATA) ? it : it.skip;

const folder = mkdtempSync(join(tmpdir(), 'thaw-vectors-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: readonly string[]) {
  const said = { out: '', err: '' };
  const code = await runClocks(args, {
    stdout: { write: (text) => (said.out += text) },
    stderr: { write: (text) => (said.err += text) },
  });
  return { code, ...said };
}

function fileOf(content: unknown): string {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** A night shop in a zone that jumps, with a holiday, a date of its own and an outage. */
const NIGHT = {
  tz: 'America/New_York',
  weekly: { fri: [['22:00', '06:00']], sat: [['22:00', '24:00']] },
  holidays: ['2026-11-20'],
  special: { '2026-11-26': [['10:00', '12:00']] },
  breaks: { '2026-11-28': [['01:00', '02:30']] },
};
const asked = (op: string, given: object, expected: unknown) => ({
  id: op,
  cal: 'night',
  op,
  ...given,
  expected,
});

describe('thaw clocks vectors', () => {
  itWithData.each([
    ['open_time_vectors.json', 5_034],
    ['workday_vectors.json', 1_098],
    ['statutory_deadlines.json', 300],
  ])('agrees with all of %s (shared/data)', async (name, count) => {
    expect(await run('vectors', join(DATA, name))).toEqual({
      code: 0,
      out: `${count} agree, 0 differ\n`,
      err: '',
    });
  });

  it('reckons with the calendars that the file brings, a shift over midnight too', async () => {
    const vectors = [
      asked('add', { start: '2026-11-28T03:00:00Z', seconds: 7_200 }, '2026-11-28T05:00:00Z'),
      asked('sub', { start: '2026-11-28T11:00:00Z', seconds: 14_400 }, '2026-11-28T05:30:00Z'),
      asked('elapsed', { start: '2026-11-27T00:00:00Z', end: '2026-11-30T00:00:00Z' }, 30_600),
      asked('is_open', { at: '2026-11-26T15:00:00Z' }, true),
      asked('is_open', { at: '2026-11-21T04:00:00Z' }, false),
    ];
    expect(await run('vectors', fileOf({ calendars: { night: NIGHT }, vectors }))).toMatchObject({
      code: 0,
      out: '5 agree, 0 differ\n',
    });
  });

  it('shows the first that differ, those it cannot answer among them, and says so by its exit code', async () => {
    const file = fileOf({
      calendars: { night: NIGHT },
      vectors: [
        asked('is_open', { at: '2026-11-26T15:00:00Z' }, false),
        { ...asked('add', { start: '2026-11-26T15:00:00Z', seconds: 1 }, ''), cal: 'day' },
        asked('guess', {}, 1),
        asked('is_open', { at: '2026-11-26T15:00:00Z' }, true),
      ],
    });
    const { code, out } = await run('vectors', file, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      agree: 1,
      differ: 3,
      first: [
        { id: 'is_open', calendar: 'night', op: 'is_open', expected: false, answer: true },
        { id: 'add', calendar: 'day', op: 'add', expected: '', answer: 'the file has no calendar “day”' },
        {
          id: 'guess',
          calendar: 'night',
          op: 'guess',
          expected: 1,
          answer: 'what “guess” asks is not known',
        },
      ],
    });
    expect((await run('vectors', file)).out).toMatch(/^1 agree, 3 differ\n {2}\{"id":"is_open"/);
  });

  it.each([
    ['not JSON', 'not valid JSON'],
    [[1], 'not an object'],
    [{ vectors: [] }, 'no “vectors”'],
    [{ vectors: [{ op: 'add' }] }, 'vectors[0] has no answer'],
    [{ calendars: { a: {} }, vectors: [{ expected: 1 }] }, 'calendar “a” has no “tz”'],
    [
      { calendars: { a: { tz: 'UTC', weekly: { mon: [['9']] } } }, vectors: [{ expected: 1 }] },
      'a.weekly.mon[0]',
    ],
  ])('refuses a file that is %j', async (content, reason) => {
    const { code, err } = await run('vectors', fileOf(content), '--lang', 'en');
    expect([code, err.split('\n')[0]]).toEqual([2, expect.stringContaining(reason)]);
  });

  it.each([
    [[]],
    [['vectors']],
    [['check']],
    [['vectors', 'a', 'b']],
    [['vectors', '--what']],
    [['vectors', '/nowhere.json']],
  ])('says how it is used: %j', async (args) => {
    const { code, err } = await run(...args);
    expect([code, err]).toEqual([2, expect.stringContaining('用法：thaw clocks vectors')]);
  });

  it('helps in both languages', async () => {
    expect((await run('--help')).out).toContain('用法');
    expect((await run('--help', '--lang', 'en')).out).toContain('Usage');
  });
});
