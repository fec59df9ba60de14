import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Zone } from '@thaw/kernel';
import { scan, type ScanRecord, type ScanSetup } from '@thaw/risk/engine';
import { RULES, factsOf, type Rule } from '@thaw/risk/rules';
import { BlockBuilder, kindOf, type HistoryBlock } from '@thaw/transactions/records';
import { findingsDigest } from '../../libs/risk/src/findings-digest';
import type * as Whole from '../../libs/risk/src/history-scan/history-scan';
import type * as Aside from '../../libs/risk/src/history-scan/thread-scan';
import { PROJECT_ROOT, buildProject } from '../support/process-peer';

/** Threads are loaded by Node itself, and so from what has been compiled, with the rules that stand there. */
let HistoryScan: typeof Whole.HistoryScan;
let ThreadScan: typeof Aside.ThreadScan;
let rules: readonly Rule[];

const LONG = 1_000_000;
const SHORT = 1_000;
const setup = (): ScanSetup => ({
  rules,
  facts: factsOf('low_rate'),
  zone: new Zone('Asia/Shanghai'),
  currency: 'CNY',
});

/** Cards that come again within minutes, days and months, and some of everything else. */
function records(rows: number): ScanRecord[] {
  let state = 20261127;
  const dice = (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
  let at = Date.UTC(2024, 0, 1);
  return Array.from({ length: rows }, (_, i) => {
    at += dice(600) * 1000;
    const kind = dice(100);
    return {
      id: i + 1,
      at,
      amountFen: 1 + dice(kind === 50 ? 5_500_000 : 90_000),
      currency: kind === 7 ? 'USD' : 'CNY',
      type: kind < 3 ? 'refund' : 'purchase',
      status: kind > 96 ? 'declined' : 'approved',
      card: kind === 20 ? null : `card ${dice(1_500)}`,
      cardType: dice(3) > 0 ? 'credit' : 'debit',
      bin: '999999',
    };
  });
}

function blocksOf(rows: readonly ScanRecord[]): HistoryBlock[] {
  const builder = new BlockBuilder();
  const cardNo = (token: string | null, bin: string | null): number =>
    token === null ? -1 : (builder.cardNo(token) ?? builder.newCard({ token, bin }));
  const blocks = rows.flatMap(({ id, at, amountFen, currency, type, status, card, cardType, bin = null }) => {
    const kind = kindOf(type, status, cardType);
    return builder.add(id, at, amountFen, builder.currencyNo(currency), kind, cardNo(card, bin)) ?? [];
  });
  return builder.rows > 0 ? [...blocks, builder.take()] : blocks;
}

const history = records(60_000);
const blocks = blocksOf(history);

beforeAll(() => {
  buildProject();
  const folder = join(PROJECT_ROOT, 'dist/libs/risk/src');
  ({ HistoryScan } = jest.requireActual<typeof Whole>(join(folder, 'history-scan/history-scan.js')));
  ({ ThreadScan } = jest.requireActual<typeof Aside>(join(folder, 'history-scan/thread-scan.js')));
  ({ RULES: rules } = jest.requireActual<{ RULES: readonly Rule[] }>(join(folder, 'rules/index.js')));
});

async function digestOf(rows: number): Promise<string> {
  const whole = new HistoryScan(setup(), rows);
  try {
    for (const block of blocks) await whole.feedBlock(block);
    const { findings, counts } = await whole.outcome();
    expect(counts.records).toBe(history.length);
    return findingsDigest(findings);
  } finally {
    whole.close();
  }
}

/** With one processor, a second thread would only take its time. */
const withThreads = availableParallelism() > 1 ? it : it.skip;

it('finds the same in one thread, in two, and row by row', async () => {
  const { findings } = scan({ ...setup(), rules: RULES }, history);
  expect(new Set(findings.map(({ rule }) => rule)).size).toBeGreaterThan(8);
  for (const code of ['R5', 'R6a', 'R6b', 'R6c'])
    expect(findings.some(({ rule }) => rule === code)).toBe(true);
  const digest = findingsDigest(findings);
  expect(await digestOf(SHORT)).toBe(digest);
  expect(await digestOf(LONG)).toBe(digest);
  // In the same thread again.
  expect(await digestOf(LONG)).toBe(digest);
});

withThreads(
  'takes a thread for a long history alone, and folds without where there is none to be had',
  async () => {
    const taken = Array.from({ length: availableParallelism() - 1 }, () => ThreadScan.begin(setup()));
    expect(taken).not.toContain(null);
    expect(ThreadScan.begin(setup())).toBeNull();
    const digest = await digestOf(LONG);
    for (const one of taken) one?.close();

    const short = new HistoryScan(setup(), SHORT);
    const again = ThreadScan.begin(setup());
    expect(again).not.toBeNull();
    again?.close();
    short.close();
    expect(await digestOf(LONG)).toBe(digest);
  },
);

withThreads('fails with what the thread failed with, and leaves room for the next', async () => {
  const one = ThreadScan.begin(setup());
  const [first, second] = blocks as [HistoryBlock, HistoryBlock];
  await one?.feedBlock(second);
  await one?.feedBlock(first);
  one?.end();
  await expect(one?.found()).rejects.toThrow('history is not in order');

  const whole = new HistoryScan(setup(), LONG);
  await whole.feedBlock(second);
  await expect(whole.feedBlock(first)).rejects.toThrow('history is not in order');
  whole.close();
  expect(await digestOf(LONG)).toBe(await digestOf(SHORT));
});

withThreads('can be left in the middle', async () => {
  const whole = new HistoryScan(setup(), LONG);
  for (const block of blocks.slice(0, 2)) await whole.feedBlock(block);
  whole.close();
  const next = ThreadScan.begin(setup());
  expect(next).not.toBeNull();
  next?.close();
});
