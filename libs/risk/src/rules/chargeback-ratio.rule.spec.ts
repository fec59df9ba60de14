import { checkEdges, row } from '../../../../test/support/edges';
import { findingsOf, sale } from '../../../../test/support/sales';

/** February's purchases; March is month 674 since January 1970. */
const sold = (count: number) => row(count, '2026-02-02 08:00:00', 1);
const march = [sale('2026-03-01 10:00:00')];
const back = (count: number) => ({ chargebacks: [{ month: 674, count }] });

describe('X12 chargeback_ratio', () => {
  checkEdges('X12', [
    ['99 of 1,000', 'no', [...sold(1_000), ...march], back(99)],
    ['100 of 1,000', 'yes', [...sold(1_000), ...march], back(100)],
    ['104 of 7,000, under 1.5 %', 'no', [...sold(7_000), ...march], back(104)],
    ['105 of 7,000, 1.5 %', 'yes', [...sold(7_000), ...march], back(105)],
    ['the month before is not in the history', 'no', march, back(500)],
    ['nothing known of chargebacks', 'no', [...sold(1_000), ...march], { chargebacks: null }],
  ]);

  it('begins and ends with its month and has no transactions', () => {
    const [finding] = findingsOf('X12', [...sold(7_000), ...march], back(120));
    expect(finding).toMatchObject({ key: '674', measured: 120, threshold: 105, transactions: [] });
  });
});
