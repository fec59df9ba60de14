import { checkEdges, row } from '../../../../test/support/edges';
import { findingsOf, sale } from '../../../../test/support/sales';

const near = (count: number, yuan: string) => row(count, '2026-03-02 10:00:00', 60, yuan);

describe('X1 near_threshold', () => {
  checkEdges('X1', [
    ['two at 45,000.00', 'no', near(2, '45000.00')],
    ['three at 45,000.00, 90 %', 'yes', near(3, '45000.00')],
    ['three at 44,999.99', 'no', near(3, '44999.99')],
    ['three at 50,000.00, the limit', 'yes', near(3, '50000.00')],
    ['three at 50,000.01', 'no', near(3, '50000.01')],
    ['three over local midnight', 'no', row(3, '2026-03-02 23:59:00', 60, '45000.00')],
    ['three on a standard terminal', 'yes', near(3, '45000.00'), { feeProfile: 'standard' }],
  ]);

  it('is one finding a local day, of the near amounts', () => {
    const sales = [
      ...near(3, '45000.00'),
      sale('2026-03-02 12:00:00', '10.00'),
      ...row(4, '2026-03-03 10:00:00', 60, '49000.00'),
    ];
    expect(findingsOf('X1', sales).map(({ measured, transactions }) => [measured, transactions])).toEqual([
      [3, [1, 2, 3]],
      [4, [5, 6, 7, 8]],
    ]);
  });
});
