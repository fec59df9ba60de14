import { checkEdges, row } from '../../../../test/support/edges';
import { findingsOf } from '../../../../test/support/sales';

const cards = (count: number, seconds: number, of = count) =>
  row(count, '2026-03-02 10:00:00', seconds, '10.00', (at) => ({ card: `c${at % of}`, cardType: 'debit' }));

describe('X5 many_cards', () => {
  checkEdges('X5', [
    ['19 cards', 'no', cards(19, 60)],
    ['20 cards', 'yes', cards(20, 60)],
    ['20 purchases with 19 cards', 'no', cards(20, 60, 19)],
    ['20 cards within the hour', 'yes', cards(20, 189)],
    [
      '20 cards of which the last is an hour after the first',
      'no',
      row(20, '2026-03-02 10:00:00', 0, '10.00', (at) => ({ card: `c${at}` })).map((sale, at) =>
        at === 19 ? { ...sale, at: sale.at + 3_600_000 } : sale,
      ),
    ],
    ['without cards', 'no', row(30, '2026-03-02 10:00:00', 10, '10.00', () => ({ card: null }))],
  ]);

  it('measures the most cards within one hour', () => {
    expect(findingsOf('X5', cards(25, 60)).map(({ measured, count }) => [measured, count])).toEqual([
      [25, 25],
    ]);
  });
});
