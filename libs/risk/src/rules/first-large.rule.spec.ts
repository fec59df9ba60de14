import { checkEdges } from '../../../../test/support/edges';
import { findingsOf, sale } from '../../../../test/support/sales';

const installed = { installedAt: Date.parse('2026-03-02T10:00:00+08:00'), expectedTicketFen: 10_000 };
const of = (local: string, yuan: string) => [sale(local, yuan)];

describe('X9 first_large', () => {
  checkEdges('X9', [
    ['ten times the ticket', 'no', of('2026-03-03 10:00:00', '1000.00'), installed],
    ['a fen more', 'yes', of('2026-03-03 10:00:00', '1000.01'), installed],
    ['at the last instant of the seventh day', 'yes', of('2026-03-09 10:00:00', '1000.01'), installed],
    ['a second later', 'no', of('2026-03-09 10:00:01', '1000.01'), installed],
    ['before the installation', 'no', of('2026-03-02 09:59:59', '1000.01'), installed],
    [
      'without a known installation',
      'no',
      of('2026-03-03 10:00:00', '1000.01'),
      { ...installed, installedAt: null },
    ],
    [
      'without an expected ticket',
      'no',
      of('2026-03-03 10:00:00', '1000.01'),
      { ...installed, expectedTicketFen: null },
    ],
  ]);

  it('is one finding a transaction', () => {
    const sales = [...of('2026-03-03 10:00:00', '2000.00'), ...of('2026-03-04 10:00:00', '3000.00')];
    expect(findingsOf('X9', sales, installed).map(({ transactions }) => transactions)).toEqual([[1], [2]]);
  });
});
