import fc from 'fast-check';
import { CardShield } from './card-shield';
import { CardTokenizer } from './card-token';
import { completeMapping, planColumns, type FieldMapping } from './field-mapping';
import type { Rejection } from './rejection';
import { RecordReader, isRejection, type TransactionRecord } from './transaction-record';

const tokenizer = new CardTokenizer({ id: 'k1', key: Buffer.alloc(32, 7) });
const HEADER = [
  'occurred_at',
  'amount',
  'card',
  'card_type',
  'type',
  'status',
  'currency',
  'reference',
  'trace_no',
];

type Given = Partial<Record<string, string>>;

function read(given: Given, options: Partial<FieldMapping> = {}): TransactionRecord | Rejection {
  const cells = { occurred_at: '2024-03-01T10:15:00', amount: '38.70', ...given };
  const plan = planColumns(HEADER, completeMapping(options));
  const line = { line: 5, cells: HEADER.map((name) => (cells as Given)[name] ?? ''), fault: null };
  return new RecordReader(plan).read(new CardShield(plan, tokenizer).shield(line));
}

function accepted(given: Given, options?: Partial<FieldMapping>): TransactionRecord {
  const record = read(given, options);
  if (isRejection(record)) throw new Error(`rejected: ${record.reason} ${record.message.en}`);
  return record;
}

function rejected(given: Given, options?: Partial<FieldMapping>): Rejection {
  const rejection = read(given, options);
  if (!isRejection(rejection)) throw new Error('accepted');
  return rejection;
}

describe('RecordReader', () => {
  it('reads a line that has everything', () =>
    expect(
      accepted({
        card: '4111 1111 1111 1111',
        card_type: '贷记卡',
        type: '消费',
        status: '成功',
        currency: 'usd',
        reference: ' R1 ',
        trace_no: '000017',
      }),
    ).toEqual({
      line: 5,
      occurredAt: Date.UTC(2024, 2, 1, 2, 15),
      amountFen: 3870,
      currency: 'USD',
      type: 'purchase',
      status: 'approved',
      cardToken: tokenizer.read('4111111111111111')?.token,
      bin: '411111',
      lastFour: '1111',
      cardType: 'credit',
      reference: 'R1',
      traceNo: '000017',
      batchNo: null,
      terminalNo: null,
    }));

  it('takes defaults for what is empty', () => {
    expect(accepted({})).toMatchObject({
      currency: 'CNY',
      type: 'purchase',
      status: 'approved',
      cardToken: null,
      bin: null,
      lastFour: null,
      cardType: 'unknown',
      reference: null,
    });
    const options = { currency: 'USD', cardType: 'credit', amountUnit: 'fen', timeZone: 'UTC' } as const;
    expect(accepted({ amount: '3870' }, options)).toMatchObject({
      currency: 'USD',
      cardType: 'credit',
      amountFen: 3870,
      occurredAt: Date.UTC(2024, 2, 1, 10, 15),
    });
  });

  it.each([
    ['card_type', 'Credit Card', 'credit'],
    ['card_type', 'DEBIT', 'debit'],
    ['card_type', '借记卡', 'debit'],
    ['card_type', '准贷记卡', 'credit'],
    ['card_type', '预付卡', 'unknown'],
    ['type', 'Sale', 'purchase'],
    ['type', 'cash_advance', 'cash'],
    ['type', '退货', 'refund'],
    ['type', 'POS消费', 'purchase'],
    ['status', 'Voided', 'voided'],
    ['status', '冲正', 'reversed'],
    ['status', '交易失败', 'declined'],
    ['currency', '人民币', 'CNY'],
  ] as const)('knows %s "%s" as %s', (field, word, value) =>
    expect(accepted({ [field]: word })[field === 'card_type' ? 'cardType' : field]).toBe(value),
  );

  it.each([
    ['occurred_at', '', 'TIME_MISSING'],
    ['occurred_at', '01/03/2024', 'TIME_INVALID'],
    ['occurred_at', '1999-03-01T10:15:00', 'TIME_OUT_OF_RANGE'],
    ['amount', '', 'AMOUNT_MISSING'],
    ['amount', '1,000.00', 'AMOUNT_INVALID'],
    ['amount', '¥5', 'AMOUNT_INVALID'],
    ['amount', '1e3', 'AMOUNT_INVALID'],
    ['amount', '0', 'AMOUNT_NOT_POSITIVE'],
    ['amount', '0.00', 'AMOUNT_NOT_POSITIVE'],
    ['amount', '-5.00', 'AMOUNT_NOT_POSITIVE'],
    ['amount', '1.005', 'AMOUNT_NOT_WHOLE'],
    ['amount', '999999999999', 'AMOUNT_TOO_LARGE'],
    ['currency', 'XYY', 'CURRENCY_INVALID'],
    ['card_type', 'gold', 'CARD_TYPE_INVALID'],
    ['type', '预授权', 'TYPE_INVALID'],
    ['status', 'maybe', 'STATUS_INVALID'],
    ['reference', 'x'.repeat(65), 'VALUE_TOO_LONG'],
  ] as const)('rejects %s %j: %s', (field, value, reason) => {
    const rejection = rejected({ [field]: value });
    expect(rejection).toMatchObject({ line: 5, field, reason });
    expect(rejection.message.en).toContain(`"${field}"`);
    expect(rejection.message.zh).toContain(`“${field}”`);
    expect(rejection.columns).toHaveLength(HEADER.length);
  });

  it('tells amounts in fen how those are written', () => {
    const { reason, message } = rejected({ amount: '1,5' }, { amountUnit: 'fen' });
    expect(reason).toBe('AMOUNT_INVALID');
    expect(message.zh).toContain('1234.50 元写作 123450');
    expect(message.en).toContain('123450 for 1234.50 yuan');
  });

  it('rejects a local time that never was', () => {
    const options = { timeZone: 'America/New_York' };
    expect(rejected({ occurred_at: '2024-03-10 02:30:00' }, options)).toMatchObject({
      reason: 'TIME_SKIPPED',
    });
  });

  it('names what is wrong first', () =>
    expect(rejected({ amount: 'x', occurred_at: 'y', type: 'z' })).toMatchObject({ reason: 'TIME_INVALID' }));

  it('shows no card number in a rejection, wherever it stood', () => {
    for (const field of HEADER) {
      const text = JSON.stringify(read({ amount: 'x', [field]: '4111111111111111' }));
      expect(text).not.toContain('4111111111111111');
    }
  });

  it('reads any amount of whole fen exactly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000_000_00 }),
        fc.constantFrom('', '0', '000'),
        (fen, zeros) => {
          const yuan = `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
          expect(accepted({ amount: yuan + zeros })).toMatchObject({ amountFen: fen });
          expect(accepted({ amount: String(fen) }, { amountUnit: 'fen' })).toMatchObject({ amountFen: fen });
          expect(rejected({ amount: `${yuan}1` })).toMatchObject({ reason: 'AMOUNT_NOT_WHOLE' });
        },
      ),
    );
  });

  it('has an answer for every text in every field', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[-+.,0-9:TZ ]{0,30}$/),
    );
    fc.assert(
      fc.property(fc.record(Object.fromEntries(HEADER.map((name) => [name, cell]))), (given) => {
        const answer = read(given);
        if (isRejection(answer)) expect(answer.message.en).not.toBe('');
        else expect(Number.isSafeInteger(answer.amountFen) && answer.amountFen > 0).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
