import { checkEdges, row } from '../../../../test/support/edges';
import { findingsOf, sale } from '../../../../test/support/sales';

/** Ten purchases, of which the greatest is 100.00. */
const custom = (count = 10) => row(count, '2026-01-10 10:00:00', 3_600, '100.00');

describe('X3 amount_vs_history', () => {
  checkEdges('X3', [
    ['299.99 after 100.00', 'no', [...custom(), sale('2026-02-01 10:00:00', '299.99')]],
    ['300.00 after 100.00', 'yes', [...custom(), sale('2026-02-01 10:00:00', '300.00')]],
    ['300.00 after nine purchases', 'no', [...custom(9), sale('2026-02-01 10:00:00', '300.00')]],
    [
      '300.00 on the last day that is looked back at',
      'yes',
      [...custom(), sale('2026-04-10 10:00:00', '300.00')],
    ],
    ['300.00 a day later', 'no', [...custom(), sale('2026-04-11 10:00:00', '300.00')]],
    ['300.00 on the day itself', 'no', [...custom(), sale('2026-01-10 23:00:00', '300.00')]],
  ]);

  it('compares no two of one day with each other', () => {
    const large = [sale('2026-02-01 10:00:00', '1000.00'), sale('2026-02-01 11:00:00', '400.00')];
    expect(findingsOf('X3', [...custom(), ...large]).map(({ measured }) => measured)).toEqual([
      100_000, 40_000,
    ]);
  });
});
