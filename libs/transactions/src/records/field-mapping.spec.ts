import type { DomainError } from '@thaw/kernel';
import { FIELDS, completeMapping, parseColumnPairs, planColumns, type FieldMapping } from './field-mapping';

function refusal(act: () => unknown): { field?: string; en: string; zh: string } {
  try {
    act();
  } catch (error) {
    expect(error).toMatchObject({ code: 'MAPPING_INVALID' });
    const { field, detail } = (error as DomainError).context;
    const text = detail as { en: string; zh: string };
    return { ...(field !== undefined && { field }), en: text.en, zh: text.zh };
  }
  throw new Error('was not refused');
}

const plan = (header: readonly string[], columns: FieldMapping['columns'] = {}): Record<string, number> => {
  const { places } = planColumns(header, completeMapping({ columns }));
  return Object.fromEntries(Object.entries(places).filter(([, place]) => place !== -1));
};

describe('completeMapping', () => {
  it('fills in the defaults', () =>
    expect(completeMapping({})).toEqual({
      columns: {},
      timeZone: 'Asia/Shanghai',
      currency: 'CNY',
      amountUnit: 'yuan',
      cardType: 'unknown',
    }));

  it.each([
    [{ timeZone: 'Asia/Nowhere' }, 'timeZone', 'IANA'],
    [{ currency: 'XYY' }, 'currency', 'ISO 4217'],
    [{ amountUnit: 'mao' as never }, 'amountUnit', 'yuan, fen'],
    [{ cardType: 'gold' as never }, 'cardType', 'credit, debit, unknown'],
    [{ columns: { when: 'datetime' } as never }, 'columns', FIELDS.join(', ')],
  ])('refuses %j', (given, field, part) => {
    const { field: at, en } = refusal(() => completeMapping(given));
    expect(at).toBe(field);
    expect(en).toContain(part);
  });
});

describe('parseColumnPairs', () => {
  it('reads pairs; a column may have = and space in its name, and may be none', () =>
    expect(parseColumnPairs(['occurred_at=date=time ', ' amount = money', 'type='])).toEqual({
      occurred_at: 'date=time',
      amount: 'money',
      type: '',
    }));

  it.each([
    [['datetime'], 'columns', 'field=column'],
    [['=x'], 'columns', 'field=column'],
    [['when=datetime'], 'columns', 'there is no field "when"'],
    [['amount=a', 'amount=b'], 'columns.amount', 'twice'],
    [['4111111111111111=a'], 'columns', '411111******1111'],
  ])('refuses %j', (texts, field, part) => {
    const { field: at, en } = refusal(() => parseColumnPairs(texts));
    expect(at).toBe(field);
    expect(en).toContain(part);
  });
});

describe('planColumns', () => {
  it('reads fields from the columns of their own names', () =>
    expect(plan(['id', 'amount', 'occurred_at', 'card'])).toEqual({ occurred_at: 2, amount: 1, card: 3 }));

  it('reads mapped columns, and leaves a field out that is mapped to none', () =>
    expect(
      plan(['datetime', 'money', 'type'], { occurred_at: 'datetime', amount: 'money', type: '' }),
    ).toEqual({
      occurred_at: 0,
      amount: 1,
    }));

  it('does not read a column by its own name that is mapped to another field', () =>
    expect(plan(['occurred_at', 'type'], { amount: 'type' })).toEqual({ occurred_at: 0, amount: 1 }));

  it('looks past space, byte order mark and, in the second place, upper case', () => {
    expect(plan(['\ufeffOccurred_At', ' amount '])).toEqual({ occurred_at: 0, amount: 1 });
    expect(plan(['occurred_at', 'Amount', 'amount'])).toEqual({ occurred_at: 0, amount: 2 });
    expect(plan(['时间', '金额\u3000'], { occurred_at: '时间', amount: ' 金额' })).toEqual({
      occurred_at: 0,
      amount: 1,
    });
  });

  it.each([
    [['datetime', 'money'], {}, 'columns.occurred_at', 'The columns in its first line are: datetime, money.'],
    [['datetime', 'money'], { occurred_at: 'datetime' }, 'columns.amount', 'amount=column'],
    [['datetime', 'money'], { occurred_at: 'date' }, 'columns.occurred_at', 'no column "date"'],
    [['occurred_at', 'amount', 'amount'], {}, 'columns.amount', 'more than one column "amount"'],
    [['occurred_at', 'Amount', 'AMOUNT'], {}, 'columns.amount', 'more than one'],
    [['t', 'a'], { occurred_at: 't', amount: 't' }, 'columns.amount', 'both occurred_at and amount'],
  ])('refuses the header %j with %j', (header, columns, field, part) => {
    const { field: at, en, zh } = refusal(() => plan(header, columns));
    expect(at).toBe(field);
    expect(en).toContain(part);
    expect(zh).toMatch(/[\u4e00-\u9fff]/);
  });

  it('shows no card numbers of a file that has no header, and not all of a thousand columns', () => {
    const { en, zh } = refusal(() => plan(['2024-03-01', '4111111111111111', '38.70']));
    expect(en + zh).not.toContain('4111111111111111');
    expect(en).toContain('411111******1111');
    expect(refusal(() => plan(Array.from({ length: 1000 }, (_, i) => `c${i}`))).en).toContain('and 960 more');
    const mapping = completeMapping({ columns: { occurred_at: 't', amount: '4111111111111111' } });
    expect(JSON.stringify(planColumns(['t', '4111111111111111'], mapping))).not.toContain('4111111111111111');
  });
});
