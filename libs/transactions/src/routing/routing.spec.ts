import { tmpdir } from 'node:os';
import { runs } from '../../../../test/support/fuller';
import { Readable } from 'node:stream';
import { Zone } from '@thaw/kernel';
import fc from 'fast-check';
import { openUpload, takeLines, type IntakeContext } from '../intake/intake';
import { readIntake } from '../intake/intake-reader';
import { CardTokenizer, FIELDS, completeMapping, openTable, type FieldMapping } from '../records';
import type { KeptRejection } from '../store-rejects';
import { LineRouter } from './line-router';
import { routesOf } from './resolve-runs';
import { inOrder, runLines, textLine } from './run-lines';
import { RunSpool } from './run-spool';
import { strayLines } from './stray-lines';

const tokenizer = new CardTokenizer({ id: 'k1', key: Buffer.alloc(32, 7) });
const desk = new Zone('Asia/Shanghai');
/** Of one merchant each; all are to be found by their number alone too, but for the one that two merchants have. */
const TERMINALS = [
  { id: '00000000-0000-4000-8000-00000000000a', merchantNo: '100310054110001', terminalNo: '0000A001' },
  { id: '00000000-0000-4000-8000-00000000000b', merchantNo: '100310054110002', terminalNo: 'B0000002' },
  { id: '00000000-0000-4000-8000-00000000000c', merchantNo: '000310054110003', terminalNo: 'TWICE001' },
  { id: '00000000-0000-4000-8000-00000000000d', merchantNo: '100310054110004', terminalNo: 'TWICE001' },
].map((terminal) => ({ ...terminal, currency: 'CNY' }));

/** How lines name their terminal: whose they are then, or why they are nobody's. */
const NAMES: readonly (readonly [merchant: string, terminal: string, owner: number | string])[] = [
  ['100310054110001', '0000A001', 0],
  [' 100310054110001 ', 'a001', 0],
  ['', ' A001', 0],
  ['100310054110002', 'B0000002', 1],
  ['', 'b0000002', 1],
  ['310054110003', 'TWICE001', 2],
  ['100310054110004', 'twice001', 3],
  ['', 'TWICE001', 'TERMINAL_AMBIGUOUS'],
  ['100310054110002', '0000A001', 'TERMINAL_UNKNOWN'],
  ['100310054110001', 'NOBODYS1', 'TERMINAL_UNKNOWN'],
  ['shop', 'A001', 'TERMINAL_UNKNOWN'],
  ['', '4111111111111111', 'TERMINAL_UNKNOWN'],
  ['', 'a\nb', 'TERMINAL_UNKNOWN'],
  ['', '终端', 'TERMINAL_UNKNOWN'],
  ['100310054110001', ' ', 'TERMINAL_MISSING'],
];

const find = (merchantNo: string | null, terminalNo: string) => {
  const found = TERMINALS.filter(
    (each) => each.terminalNo === terminalNo && (merchantNo === null || each.merchantNo === merchantNo),
  );
  return found.length > 1 ? 'ambiguous' : (found[0] ?? 'unknown');
};

const CELLS: Readonly<Partial<Record<string, readonly string[]>>> = {
  occurred_at: ['2024-03-01T10:15:00', '2024-03-01 10:15:00', '2024-03-01T10:15:00Z', 'soon', ''],
  amount: ['38.70', '1', '0', '1.005', 'free', ''],
  card: ['4111111111111111', "'4111 1111 1111 1111", 'ANON-1', '6.222E+15', ''],
  card_type: ['credit', '贷记卡', 'gold', ''],
  type: ['purchase', '退货', '预授权', ''],
  status: ['approved', 'maybe', ''],
  currency: ['CNY', 'usd', 'XYY', ''],
  reference: ['', '', 'R1', 'R2', ' R1', '4111111111111111', 'h'.repeat(65), 'two\nlines'],
  trace_no: ['', '1', '1/2'],
  batch_no: ['', '1'],
  note: ['', 'a,b', '5" pipe', '备注', 'a\nb\nc', '4111 1111 1111 1111'],
};
const HEADER = [...FIELDS, 'note'];
const USUAL: Readonly<Record<string, string>> = { occurred_at: '2024-03-01T10:15:00', amount: '38.70' };

interface Line {
  readonly text: string;
  readonly owner: number | string;
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const lineOf: fc.Arbitrary<Line> = fc
  .record({
    name: fc.constantFrom(...NAMES.slice(0, 8), ...NAMES.slice(0, 6), ...NAMES),
    odd: fc.uniqueArray(fc.constantFrom(...Object.keys(CELLS)), { maxLength: 2 }),
    pick: fc.nat(),
    shape: fc.constantFrom('whole', 'whole', 'whole', 'whole', 'whole', 'whole', 'short', 'quote'),
  })
  .map(({ name: [merchant, terminal, owner], odd, pick, shape }) => {
    const cells = HEADER.map((name) => {
      if (name === 'merchant_no') return merchant;
      if (name === 'terminal_no') return terminal;
      const pool = CELLS[name] ?? [''];
      return odd.includes(name) ? (pool[pick % pool.length] ?? '') : (USUAL[name] ?? '');
    });
    if (shape === 'quote') return { text: '"2024"x,1', owner: 'QUOTE_INVALID' };
    if (shape === 'short') return { text: cells.slice(0, -1).map(quoted).join(','), owner: 'COLUMN_COUNT' };
    return { text: cells.map(quoted).join(','), owner };
  });

const inChunks = async function* (bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield Promise.resolve(bytes.subarray(at, at + size));
};

const contextOf = ({ id, terminalNo }: (typeof TERMINALS)[number]): IntakeContext => ({
  terminalId: id,
  terminalNo,
  importId: '00000000-0000-4000-8000-000000000002',
  receivedAt: new Date(0),
  spoolFolder: tmpdir(),
  tokenizer,
  zone: desk,
});

/** All that an intake file says of its lines. */
async function contentOf(pieces: AsyncIterable<Buffer>) {
  const { chunks } = await readIntake(pieces);
  const content = [];
  for await (const chunk of chunks) content.push({ ...chunk, bytesRead: 0 });
  return content;
}

async function routed(bytes: Buffer, mapping: FieldMapping, pieceBytes: number, arenaBytes: number) {
  const table = await openTable(inChunks(bytes, pieceBytes), mapping, tmpdir());
  const spool = await RunSpool.create(tmpdir(), 'seed', () => undefined, arenaBytes);
  const router = new LineRouter(table.plan, spool);
  const pieces = table.visit(router);
  while (!(await pieces.next()).done);
  spool.end();
  const { named, faulty, missing, malformed } = router;
  const { plan, rawBytes } = table;
  const sorted = { plan, rawBytes, sha256: '', named, faulty, missing, malformed, spool };
  const found = named.map(({ name }) => find(name.merchantNo, name.terminalNo));
  return { sorted, ...routesOf(sorted, found) };
}

it('makes of each terminal’s lines what they make by themselves, however the file comes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        lines: fc.array(lineOf, { maxLength: 25 }),
        pieceBytes: fc.constantFrom(7, 60, 400, 100_000),
        arenaBytes: fc.constantFrom(64, 500, 2_000, 100_000),
        end: fc.constantFrom('\n', '\r\n'),
        isEnded: fc.boolean(),
      }),
      async ({ lines, pieceBytes, arenaBytes, end, isEnded }) => {
        const whole = (texts: readonly string[]): Buffer =>
          Buffer.from([HEADER.join(), ...texts].join(end) + (isEnded ? end : ''));
        const mapping = completeMapping({});
        const file = whole(lines.map(({ text }) => text));
        const { sorted, routes, strays, ...counts } = await routed(file, mapping, pieceBytes, arenaBytes);
        const { spool, plan } = sorted;
        try {
          expect(counts.lines).toBe(lines.length);
          const owners = new Set(
            lines.map(({ owner }) => owner).filter((owner) => typeof owner === 'number'),
          );
          expect(routes.map(({ terminal }) => terminal.id).sort()).toEqual(
            [...owners].map((owner) => TERMINALS[owner]!.id).sort(),
          );
          for (const { terminal, runs } of routes) {
            const owner = TERMINALS.findIndex(({ id }) => id === terminal.id);
            // The same lines at the same places, and nothing where the others were.
            const alone = whole(
              lines.map((line) => (line.owner === owner ? line.text : line.text.replace(/[^\n]/g, ''))),
            );
            const context = contextOf(TERMINALS[owner]!);
            const expected = await openUpload(inChunks(alone, 100_000), mapping, context);
            const source = runLines(spool, runs, { plan, rawBytes: 1, sha256: '00' });
            expect(await contentOf(takeLines(source, context).pieces)).toEqual(
              await contentOf(expected.pieces),
            );
          }
          const told: (readonly [number, string])[] = strays.flatMap((stray) =>
            [...strayLines(spool, stray, plan, tokenizer)]
              .flat()
              .map(({ line, reason }) => [line, reason] as const),
          );
          let next = 2;
          const nobodys = lines.flatMap(({ text, owner }) => {
            const line = next;
            next += text.split('\n').length;
            return typeof owner === 'string' ? [[line, owner] as const] : [];
          });
          expect(told.sort(([a], [b]) => a - b)).toEqual(nobodys);
        } finally {
          spool.close();
        }
      },
    ),
    { numRuns: runs(400, 100) },
  );
}, 120_000);

it('gives the same lines the same hash, however the file comes, and others another', async () => {
  const [a, b] = [`${NAMES[0]![0]},A001`, `${NAMES[3]![0]},B0000002`];
  const file = (...lines: string[]): Buffer =>
    Buffer.from(['merchant_no,terminal_no,occurred_at,amount', ...lines, ''].join('\n'));
  const hashes = async (bytes: Buffer, pieceBytes: number, arenaBytes: number): Promise<string[]> => {
    const { sorted, routes } = await routed(bytes, completeMapping({}), pieceBytes, arenaBytes);
    const all = routes.map(({ runs }) => sorted.spool.hashOf(runs[0]!).toString('hex'));
    sorted.spool.close();
    return all;
  };
  const lines = [`${a},2024-03-01,1`, `${b},"2024-03-02",2`, `${a},2024-03-03,3`];
  const usual = await hashes(file(...lines), 100_000, 100_000);
  expect(usual).toHaveLength(2);
  for (const [pieceBytes, arenaBytes] of [
    [1, 64],
    [9, 100],
    [30, 100_000],
  ] as const)
    expect(await hashes(file(...lines), pieceBytes, arenaBytes)).toEqual(usual);
  const [changed, same] = await hashes(file(lines[0]!, lines[1]!, `${a},2024-03-03,4`), 9, 100);
  expect([changed === usual[0], same === usual[1]]).toEqual([false, true]);
  // Where a line stands is part of what is kept of it.
  expect((await hashes(file('', ...lines), 9, 100)).filter((hash) => usual.includes(hash))).toEqual([]);
});

it('keeps lines longer than all of its memory', async () => {
  const spool = await RunSpool.create(tmpdir(), '', () => undefined, 100);
  const [one, other] = [spool.begin(), spool.begin()];
  const long = 'x'.repeat(700_000);
  const cells = [[long], ['y'], [`${long}\n`]];
  cells.forEach((each, i) => spool.add(i === 1 ? other : one, { line: i + 2, cells: each, fault: null }));
  spool.end();
  const read = [...inOrder(spool, [one, other])].map(({ line, from, to }) => [line, to - from]);
  expect(read.map(([line]) => line)).toEqual([2, 3, 4]);
  expect(read[0]).toEqual([2, long.length + 1]);
  const texts = [...inOrder(spool, [one, other])].map((line) => textLine(line).cells);
  expect(texts).toEqual(cells);
  spool.close();
});

it('refuses a file of more names than terminals are, and a spool without end', async () => {
  const plan = (
    await openTable(Readable.from([Buffer.from('terminal_no,occurred_at,amount\n')]), completeMapping({}), '')
  ).plan;
  const spool = await RunSpool.create(
    tmpdir(),
    '',
    (bytes) => {
      if (bytes > 1_000) throw new Error('too much');
    },
    200,
  );
  const router = new LineRouter(plan, spool, 2);
  const line = (terminal: string) => ({ line: 2, cells: [terminal, '2024-03-01', '1'], fault: null });
  for (const terminal of ['A1', '0A1', 'a1 ', 'B1', '', 'far too long']) router.line(line(terminal));
  expect(() => router.line(line('C1'))).toThrow(/more than 2 terminals/);
  expect(() => {
    for (let i = 0; i < 100; i++) router.line(line('A1'));
  }).toThrow('too much');
  spool.close();
});

it('keeps of strays what may be kept: no card number', async () => {
  const card = '4111111111111111';
  const file = Buffer.from(
    `merchant_no,terminal_no,occurred_at,amount,card,note\n${card},A001,${card},1,${card},${card}\n,${card},,,${card},\n`,
  );
  const { sorted, strays } = await routed(file, completeMapping({}), 100, 1_000);
  const kept: KeptRejection[] = strays.flatMap((stray) =>
    [...strayLines(sorted.spool, stray, sorted.plan, tokenizer)].flat(),
  );
  expect(kept).toHaveLength(2);
  expect(JSON.stringify(kept)).not.toContain(card);
  sorted.spool.close();
});
