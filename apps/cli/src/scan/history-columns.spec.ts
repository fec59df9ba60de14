import type { TransactionRecord } from '@thaw/transactions/records';
import fc from 'fast-check';
import { HistoryColumns } from './history-columns';

const record = fc.record({
  occurredAt: fc.integer({ min: 0, max: 20 }),
  amountFen: fc.integer({ min: 1, max: 100_000_000_000 }),
  currency: fc.constantFrom('CNY', 'USD', 'EUR'),
  type: fc.constantFrom('purchase', 'refund', 'cash'),
  status: fc.constantFrom('approved', 'declined', 'voided', 'reversed'),
  cardToken: fc.constantFrom(null, 'a', 'b', 'c'),
  cardType: fc.constantFrom('credit', 'debit', 'unknown'),
  terminalNo: fc.constantFrom(null, 'T2', 'T1'),
});

describe('HistoryColumns', () => {
  it('gives back what was added, by terminal, time and line', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 60 }), (given) => {
        const columns = new HistoryColumns();
        const records = given.map((each, i) => ({
          ...each,
          line: i + 2,
          bin: each.cardToken === 'b' ? '999999' : null,
          lastFour: null,
          reference: null,
          traceNo: null,
          batchNo: null,
        }));
        for (const each of records) columns.add(each, each.terminalNo);
        expect(columns.count).toBe(records.length);

        const names: (string | null)[] = [];
        const cards = new Map<string, string>();
        for (const { terminal, rows } of columns.histories()) {
          names.push(terminal);
          const expected = records
            .filter(({ terminalNo }) => terminalNo === terminal)
            .sort((a, b) => a.occurredAt - b.occurredAt || a.line - b.line);
          const read = Array.from(rows, (row) => ({ ...row }));
          expect(read.map(({ card: _card, ...row }) => row)).toEqual(
            expected.map(
              ({ line: id, occurredAt: at, amountFen, currency, type, status, cardType, bin }) => ({
                ...{ id, at, amountFen, currency, type, status, cardType, bin },
              }),
            ),
          );
          for (const [i, { card }] of read.entries()) {
            const token = expected[i]?.cardToken ?? null;
            expect(card === null).toBe(token === null);
            if (card === null || token === null) continue;
            expect(cards.get(token) ?? card).toBe(card);
            cards.set(token, card);
          }
        }
        expect(new Set(cards.values()).size).toBe(cards.size);
        expect(names).toEqual(
          [null, 'T1', 'T2'].filter((name) => records.some(({ terminalNo }) => terminalNo === name)),
        );
      }),
    );
  });

  it('grows', () => {
    const columns = new HistoryColumns();
    for (let line = 10_000; line > 0; line--) {
      columns.add({ line, occurredAt: line, amountFen: line, currency: 'CNY' } as TransactionRecord, null);
    }
    const [history] = [...columns.histories()].map(({ rows }) =>
      Array.from(rows, ({ id, amountFen }) => id === amountFen && id),
    );
    expect(history).toEqual(Array.from({ length: 10_000 }, (_, i) => i + 1));
  });
});
