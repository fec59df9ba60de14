import { checkEdges, row } from '../../../../test/support/edges';
import { findingsOf, sale } from '../../../../test/support/sales';

const sold = row(10, '2026-03-02 10:00:00', 60, '100.00', (at) => ({ card: `c${at}` }));
const refunds = (...yuan: string[]) =>
  yuan.map((amount, at) => sale(`2026-03-05 1${at}:00:00`, amount, { card: `c${at}`, type: 'refund' }));

describe('X7 refund_ratio', () => {
  checkEdges('X7', [
    ['refunds of 20 %', 'no', [...sold, ...refunds('100.00', '50.00', '50.00')]],
    ['refunds of more than 20 %', 'yes', [...sold, ...refunds('100.00', '50.00', '50.01')]],
    ['two refunds of more than 20 %, each with its sale', 'no', [...sold, ...refunds('100.00', '100.00')]],
    [
      'a refund of a card that bought nothing',
      'yes',
      [...sold, sale('2026-03-05 10:00:00', '1.00', { card: 'new', type: 'refund' })],
    ],
    [
      'a refund of more than the card bought for',
      'yes',
      [...sold, sale('2026-03-05 10:00:00', '100.01', { card: 'c1', type: 'refund' })],
    ],
    [
      'a refund on the 180th day',
      'no',
      [sale('2026-01-01 10:00:00', '100.00'), sale('2026-06-30 10:00:00', '100.00', { type: 'refund' })],
    ],
    [
      'a refund a day later',
      'yes',
      [sale('2026-01-01 10:00:00', '100.00'), sale('2026-07-01 10:00:00', '100.00', { type: 'refund' })],
    ],
    [
      'a refund without a card',
      'no',
      [...sold, sale('2026-03-05 10:00:00', '1.00', { card: null, type: 'refund' })],
    ],
    [
      'a declined refund',
      'no',
      [...sold, sale('2026-03-05 10:00:00', '1.00', { card: 'new', type: 'refund', status: 'declined' })],
    ],
  ]);

  it('makes one finding a month of each kind', () => {
    const findings = findingsOf('X7', [...sold, ...refunds('100.00', '100.00', '100.01')]);
    expect(findings.map(({ unit, count }) => [unit, count]).sort()).toEqual([
      ['count', 1],
      ['percent', 3],
    ]);
  });
});
