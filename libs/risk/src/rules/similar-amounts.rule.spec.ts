import { checkEdges, row } from '../../../../test/support/edges';
import { findingsOf, sale } from '../../../../test/support/sales';

const alike = (count: number, seconds = 3_600, yuan = '6000.00') =>
  row(count, '2026-03-02 08:00:00', seconds, yuan);

describe('X4 similar_amounts', () => {
  checkEdges('X4', [
    ['four', 'no', alike(4)],
    ['five', 'yes', alike(5)],
    ['five within 24 hours', 'yes', alike(5, 21_599)],
    ['five over 24 hours', 'no', alike(5, 21_600)],
    ['the fifth 10 % above', 'yes', [...alike(4), sale('2026-03-02 13:00:00', '6666.66')]],
    ['the fifth more than 10 % above', 'no', [...alike(4), sale('2026-03-02 13:00:00', '6666.67')]],
    ['five of 4,999.99', 'no', alike(5, 60, '4999.99')],
    ['five of 5,000.00', 'yes', alike(5, 60, '5000.00')],
    [
      'five of 10.00 where the least is a fen',
      'yes',
      alike(5, 60, '10.00'),
      { parameters: { X4: { min: 1 } } },
    ],
  ]);

  it('is one finding per merged window', () => {
    expect(findingsOf('X4', alike(8)).map(({ measured, count }) => [measured, count])).toEqual([[8, 8]]);
  });
});
