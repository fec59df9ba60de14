import { Zone } from '@thaw/kernel';
import { DedupeKeys } from './dedupe-key';
import type { TransactionRecord } from './transaction-record';

const record = (given: Partial<TransactionRecord> = {}): TransactionRecord => ({
  line: 2,
  occurredAt: Date.UTC(2024, 2, 1, 15, 59, 59),
  amountFen: 3870,
  currency: 'CNY',
  type: 'purchase',
  status: 'approved',
  cardToken: 'k1.abc',
  bin: null,
  lastFour: null,
  cardType: 'unknown',
  reference: null,
  traceNo: null,
  batchNo: null,
  terminalNo: null,
  ...given,
});
const keys = (): DedupeKeys => new DedupeKeys(new Zone('Asia/Shanghai'));

describe('DedupeKeys', () => {
  it.each([
    ['the reference where there is one', { reference: 'R1', traceNo: '17', batchNo: '3' }, 'r:R1'],
    ['trace, batch and local date', { traceNo: '17', batchNo: '3' }, 't:17/3/2024-03-01'],
    [
      'the next local date a second later',
      { traceNo: '17', batchNo: '3', occurredAt: Date.UTC(2024, 2, 1, 16) },
      't:17/3/2024-03-02',
    ],
    ['the line itself without batch', { traceNo: '17' }, 'n:1709308799000/3870/k1.abc/purchase/1'],
    ['the line itself without card', { cardToken: null }, 'n:1709308799000/3870//purchase/1'],
  ])('is %s', (_name, given, key) => expect(keys().keyOf(record(given))).toBe(key));

  it('numbers identical lines, and only those, over the whole file', () => {
    const file = keys();
    const given = [
      {},
      { amountFen: 1 },
      {},
      { cardToken: 'k1.b' },
      { type: 'refund' },
      { occurredAt: 5 },
      {},
    ] as const;
    expect(given.map((each) => file.keyOf(record(each)).split('/').at(-1))).toEqual([
      '1',
      '1',
      '2',
      '1',
      '1',
      '1',
      '3',
    ]);
  });

  it('numbers the lines of each terminal for itself', () => {
    const file = keys();
    expect(file.keyOf(record(), 'T1')).toBe(file.keyOf(record(), 'T2'));
    expect(file.keyOf(record(), 'T1')).not.toBe(keys().keyOf(record(), 'T1'));
  });

  it('numbers the lines of one terminal on, however they spell it', () => {
    const file = keys();
    const spelled = [null, '0000X042', 'x042', 'X042'].map((terminalNo) =>
      file.keyOf(record({ terminalNo })),
    );
    expect(spelled.map((key) => key.split('/').at(-1))).toEqual(['1', '2', '3', '4']);
  });

  it('keeps a slash in a trace number apart from the one between', () => {
    const file = keys();
    const one = file.keyOf(record({ traceNo: '1/2', batchNo: '3' }));
    expect(one).not.toBe(file.keyOf(record({ traceNo: '1', batchNo: '2/3' })));
    expect(one).not.toBe(file.keyOf(record({ traceNo: '1%2F2', batchNo: '3' })));
  });

  it('gives the same keys to the same file again', () => {
    const lines = Array.from({ length: 200 }, (_, i) => record({ line: i + 2, amountFen: 1 + (i % 7) }));
    const [first, second] = [keys(), keys()].map((file) => lines.map((line) => file.keyOf(line)));
    expect(first).toEqual(second);
    expect(new Set(first).size).toBe(lines.length);
  });
});
