import { checkEdges, row } from '../../../../test/support/edges';
import { findingsOf, sale } from '../../../../test/support/sales';

/** 1 January 2026, 10:00; 90 times 24 hours later it is 1 April, 10:00. */
const before = [sale('2026-01-01 10:00:00')];
const burst = (count: number, from: string, seconds = 60) => row(count, from, seconds);

describe('X2 dormant_burst', () => {
  checkEdges('X2', [
    ['five after 90 days to the second', 'yes', [...before, ...burst(5, '2026-04-01 10:00:00')]],
    ['five a second earlier', 'no', [...before, ...burst(5, '2026-04-01 09:59:59')]],
    ['four', 'no', [...before, ...burst(4, '2026-04-01 10:00:00')]],
    ['five over 24 hours', 'no', [...before, ...burst(5, '2026-04-01 10:00:00', 21_600)]],
    ['five within 24 hours', 'yes', [...before, ...burst(5, '2026-04-01 10:00:00', 21_599)]],
    ['five in a history that begins with them', 'no', burst(5, '2026-04-01 10:00:00')],
    [
      'one to try it out, five two days later',
      'yes',
      [...before, sale('2026-04-01 10:00:00'), ...burst(5, '2026-04-03 10:00:00')],
    ],
  ]);

  it('is one finding per merged window, with the most within 24 hours', () => {
    const [finding, ...others] = findingsOf('X2', [...before, ...burst(6, '2026-04-01 10:00:00', 3_600)]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ measured: 6, threshold: 5, transactions: [2, 3, 4, 5, 6, 7] });
  });
});
