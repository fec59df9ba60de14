import { tmpdir } from 'node:os';
import { runs } from '../../../../test/support/fuller';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Zone } from '@thaw/kernel';
import fc from 'fast-check';
import { CopyDecoder } from '../copy-decoder';
import {
  CardShield,
  CardTokenizer,
  DedupeKeys,
  FIELDS,
  KeySet,
  RecordReader,
  completeMapping,
  isRejection,
  openTable,
  planColumns,
  type FieldMapping,
  type Rejection,
  type TransactionRecord,
} from '../records';
import { openIntake } from './intake';
import { readIntake } from './intake-reader';
import { refuseOtherTerminal, type LineRejection } from './line-rejection';
import { PlainLine } from './plain-line';
import { columnOf } from './transaction-tuple';

const tokenizer = new CardTokenizer({ id: 'k1', key: Buffer.alloc(32, 7) });
const TERMINAL = '0000A001';
const desk = new Zone('Asia/Shanghai');

interface Taken {
  readonly rows: (TransactionRecord & { key: string })[];
  readonly rejected: LineRejection[];
  readonly duplicates: number;
}

const inChunks = (bytes: Buffer, sizes: readonly number[]): Readable =>
  Readable.from(
    (function* () {
      for (let at = 0, i = 0; at < bytes.length; i++) {
        const size = sizes[i % sizes.length] as number;
        yield bytes.subarray(at, at + size);
        at += size;
      }
    })(),
  );

/** What the intake makes of a file. */
async function taken(bytes: Buffer, sizes: readonly number[], mapping: FieldMapping): Promise<Taken> {
  const { stream } = await openIntake(inChunks(bytes, sizes), mapping, {
    tokenizer,
    zone: desk,
    terminalId: '00000000-0000-4000-8000-000000000001',
    terminalNo: TERMINAL,
    importId: '00000000-0000-4000-8000-000000000002',
    receivedAt: new Date(0),
    spoolFolder: tmpdir(),
  });
  const { chunks } = await readIntake(Readable.from([await buffer(stream)]));
  const rows: Taken['rows'] = [];
  const rejected: LineRejection[] = [];
  let duplicates = 0;
  for await (const chunk of chunks) {
    rejected.push(...chunk.rejected);
    duplicates += chunk.duplicates;
    const row = new CopyDecoder();
    const text = (name: Parameters<typeof columnOf>[0]): string | null =>
      row.isNull(columnOf(name)) ? null : row.text(columnOf(name));
    row.push(chunk.rows, () => {
      rows.push({
        line: row.integer(columnOf('line')),
        occurredAt: row.timestamp(columnOf('occurred_at')),
        amountFen: row.bigint(columnOf('amount_fen')),
        currency: text('currency') as string,
        type: text('type') as TransactionRecord['type'],
        status: text('status') as TransactionRecord['status'],
        cardToken: text('card_token'),
        bin: text('card_bin'),
        lastFour: text('card_last_four'),
        cardType: text('card_type') as TransactionRecord['cardType'],
        reference: text('reference'),
        traceNo: text('trace_no'),
        batchNo: text('batch_no'),
        terminalNo: null,
        key: text('natural_key') as string,
      });
    });
  }
  return { rows, rejected, duplicates };
}

/** What it is to make of it: the same, line by line, by texts. */
async function expected(bytes: Buffer, mapping: FieldMapping): Promise<Taken> {
  const file = await openTable(inChunks(bytes, [bytes.length || 1]), mapping, tmpdir());
  const { plan } = file;
  const shield = new CardShield(plan, tokenizer);
  const reader = new RecordReader(plan);
  const keys = new DedupeKeys(desk);
  const known = new KeySet();
  const result = { rows: [] as Taken['rows'], rejected: [] as LineRejection[], duplicates: 0 };
  for await (const batch of file.batches()) {
    for (const line of batch) {
      const read: TransactionRecord | Rejection = reader.read(shield.shield(line));
      const rejection = isRejection(read) ? read : refuseOtherTerminal(read, plan, TERMINAL);
      if (rejection) {
        result.rejected.push(rejection);
        continue;
      }
      const record = read as TransactionRecord;
      const key = keys.keyOf(record);
      if (known.add(key)) result.rows.push({ ...record, terminalNo: null, key });
      else result.duplicates += 1;
    }
  }
  return result;
}

const TEXTS = [
  ...['', 'R1', 'R1', 'R2', ' R1', 'R1 ', 'R1\t', '\u3000R1', 'a/b', '50%', '订单1', 'é', '\u00a0', '\u007f'],
  ...['4111111111111111', '4111 1111 1111 1111', '123456789012', '1234567890123', '9'.repeat(28)],
  ...['2.02E+16', '2e+16', '2E16', '２．０２Ｅ＋１６', 'a+b'],
  ...['x'.repeat(64), 'x'.repeat(65), '好'.repeat(21), '好'.repeat(22), '好'.repeat(65)],
];
const CELLS: Readonly<Record<string, readonly string[]>> = {
  occurred_at: [
    ...['2024-03-01T10:15:00', '2024-03-01 10:15:00', '2024-03-01T10:15:01', '2024-03-01t10:15:00', ''],
    ...['2024-03-01T10:15', '2024-03-01T10:15:00.5', '2024-03-01T10:15:00Z', '2024-03-01T10:15:00+08:00'],
    ...['2024-03-10 02:30:00', '2024-03-10 03:30:00', '2024-11-03 01:30:00', '2024-03-09 23:59:59'],
    ...['2023-02-29T00:00:00', '2024-02-29T00:00:00', '2024-13-01T00:00:00', '2024-00-01T00:00:00'],
    ...['2024-03-01T24:00:00', '2024-03-01T23:59:59', '2024-03-01T23:59:60', '2024-03-01T23:60:00'],
    ...['1999-12-31T23:59:59', '2000-01-01T00:00:00', '2100-12-31T23:59:59', '2101-01-01T00:00:00'],
    ...[' 2024-03-01T10:15:00', '2024-03-01T10:15:0x', '2024/03/01 10:15:00', '2024-03-0110:15:00:'],
  ],
  amount: [
    ...['1', '1', '38.7', '38.70', '38.700', '38.705', '0', '0.00', '0.01', '.5', '5.', '+5', '-5', ' 5', ''],
    ...['999999999.99', '1000000000', '1000000000.00', '1000000000.01', '99999999999', '100000000000'],
    ...[
      '100000000001',
      '1234567890123',
      '4111111111111111',
      '007',
      '1e3',
      '1.2.3',
      '1,5',
      '１',
      '5.5x',
      '5.x',
    ],
  ],
  card: [
    ...[
      '4111111111111111',
      '4111 1111 1111 1111',
      "'4111111111111111",
      '5500000000000004',
      'ANON-1',
      '6.222E+15',
      "'6,222e+15 ",
      '6.222021E15',
      '6e+15',
      '6e15',
      '',
      ' ',
    ],
    ...[
      '６.２２２Ｅ＋１５',
      '４１１１１１１１１１１１１１１１',
      '411111******1111',
      'h'.repeat(32),
      'h'.repeat(33),
      'h'.repeat(80),
    ],
  ],
  card_type: ['credit', 'CREDIT ', 'debit', '贷记卡', 'semi_credit', 'Credit_Card', '', 'gold', ' '],
  type: ['purchase', 'refund', '消费', ' Sale', 'cash advance', '', '预授权'],
  status: ['approved', 'declined', '成功', '', 'VOIDED', 'maybe'],
  currency: ['CNY', 'usd', '人民币', 'rmb ', '', 'XYY'],
  reference: TEXTS,
  trace_no: TEXTS,
  batch_no: TEXTS,
  terminal_no: ['', TERMINAL, 'a001', 'A001', ' A001 ', 'B002', '4111111111111111'],
  merchant_no: ['', '100310054110001', ' 100310054110001', '4111111111111111', '1.0031E+14'],
  note: [...TEXTS, '5" pipe', 'a,b', 'a\nb', 'a"b', '"', '\0', '\r', '-', '-'],
};
const HEADER = [...FIELDS, 'note'];
/** What most files are full of: without these few lines would be plain. */
const USUAL: Readonly<Record<string, string>> = {
  occurred_at: '2024-03-01T10:15:00',
  amount: '38.70',
  card: '4111111111111111',
};

const lineOf = fc
  .record({
    odd: fc.uniqueArray(fc.constantFrom(...HEADER), { maxLength: 3 }),
    picks: fc.array(fc.nat(), { minLength: HEADER.length, maxLength: HEADER.length }),
    quotes: fc.constantFrom('none', 'needed', 'all'),
    width: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, -1, 1),
  })
  .map(({ odd, picks, quotes, width }) => {
    const cells = HEADER.map((name, i) => {
      const pool = CELLS[name] as readonly string[];
      return odd.includes(name) ? (pool[(picks[i] as number) % pool.length] as string) : (USUAL[name] ?? '');
    });
    if (width === 1) cells.push('more');
    return (width === -1 ? cells.slice(1) : cells)
      .map((cell) =>
        quotes === 'all' || (quotes === 'needed' && /[",\r\n]/.test(cell))
          ? `"${cell.replaceAll('"', '""')}"`
          : cell,
      )
      .join(',');
  });
const fileOf = fc.record({
  lines: fc.array(lineOf, { maxLength: 12 }),
  end: fc.constantFrom('\n', '\r\n'),
  isEnded: fc.boolean(),
  broken: fc.option(fc.nat(), { freq: 8 }),
  header: fc.constantFrom(HEADER, [...HEADER].reverse()),
  sizes: fc.array(fc.constantFrom(1, 7, 40, 300, 5_000), { minLength: 1, maxLength: 3 }),
  timeZone: fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Pacific/Apia'),
  amountUnit: fc.constantFrom('yuan', 'fen'),
  reference: fc.boolean(),
});

describe('lines read as bytes', () => {
  it('are what the same lines are as texts, whatever is odd about them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fileOf,
        async ({ lines, end, isEnded, broken, header, sizes, reference, ...options }) => {
          const text = [header.join(','), ...lines].join(end) + (isEnded ? end : '');
          const bytes = Buffer.from(text);
          // Somewhere behind the header, where it makes a line of no text.
          const head = header.join(',').length + end.length;
          if (broken !== null && bytes.length > head) bytes[head + (broken % (bytes.length - head))] = 0xff;
          const mapping = completeMapping({ ...options, ...(!reference && { columns: { reference: '' } }) });
          expect(await taken(bytes, sizes, mapping)).toEqual(await expected(bytes, mapping));
        },
      ),
      { numRuns: runs(800, 200) },
    );
  });

  it('are so whatever stands for a card, as a number that lost its digits may', async () => {
    const card = fc.stringMatching(/^ ?'?[0-9６](?:[.,．][0-9]{0,14})?(?:[eEＥ][-+＋]?[0-9]{0,4})? ?$/);
    await fc.assert(
      fc.asyncProperty(fc.array(card, { minLength: 1, maxLength: 20 }), async (cards) => {
        const lines = cards.map((cell) =>
          HEADER.map((name) => (name === 'card' ? `"${cell}"` : (USUAL[name] ?? ''))).join(','),
        );
        const bytes = Buffer.from([HEADER.join(','), ...lines, ''].join('\n'));
        const mapping = completeMapping({});
        expect(await taken(bytes, [5_000], mapping)).toEqual(await expected(bytes, mapping));
      }),
      { numRuns: runs(200, 50) },
    );
  });

  const read = (cells: Readonly<Partial<Record<string, string>>>): boolean => {
    const plan = planColumns(HEADER, completeMapping({}));
    const bounds = new Int32Array(2 * HEADER.length);
    const pieces = HEADER.map((name) => Buffer.from({ ...USUAL, ...cells }[name] ?? ''));
    let at = 0;
    pieces.forEach((piece, i) => {
      bounds[2 * i] = at;
      at += piece.length;
      bounds[2 * i + 1] = at;
    });
    return new PlainLine(plan, desk, tokenizer, TERMINAL).read(Buffer.concat(pieces), bounds);
  };

  it.each([
    {},
    { occurred_at: '2024-12-31 23:59:59' },
    { amount: '999999999.99' },
    { card: '' },
    { card_type: '贷记卡', type: '消费', status: '交易成功', currency: '人民币', terminal_no: 'A001' },
    { reference: '123456789012', trace_no: '000017', batch_no: '000001' },
    { reference: '20240301123456' },
    { note: '备注' },
  ])('are most lines: %j', (cells) => expect(read(cells)).toBe(true));

  it.each([
    { occurred_at: '2024-03-01T10:15:00Z' },
    { amount: '0' },
    { reference: '4111111111111111' },
    { reference: ' R1' },
    { reference: '2.02E+16' },
    { trace_no: '2,02e+16' },
    { trace_no: '1/2' },
    { terminal_no: 'B002' },
    { card: '6.222E+15' },
    { type: '预授权' },
  ])('are not those with something to explain: %j', (cells) => expect(read(cells)).toBe(false));
});
