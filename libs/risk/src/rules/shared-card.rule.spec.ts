import { checkEdges } from '../../../../test/support/edges';
import { findingsOf, sale } from '../../../../test/support/sales';

const here = [sale('2026-03-02 10:00:00')];
const HERE = Date.parse('2026-03-02T10:00:00+08:00');
const DAY = 86_400_000;
const elsewhere = (...uses: [terminal: number, days: number][]) => ({
  cardsOfFrozenTerminals: [
    { card: 'A', uses: uses.map(([terminal, days]) => ({ terminal, at: HERE + days * DAY })) },
  ],
});

describe('X11 shared_card', () => {
  checkEdges('X11', [
    ['on one other', 'no', here, elsewhere([1, -1])],
    ['on two others', 'yes', here, elsewhere([1, -1], [2, -2])],
    ['on one other twice', 'no', here, elsewhere([1, -1], [1, -2])],
    ['on two others, one before and one after', 'yes', here, elsewhere([1, -10], [2, 10])],
    ['on two others, 30 days before', 'no', here, elsewhere([1, -30], [2, -1])],
    [
      'another card',
      'no',
      [sale('2026-03-02 10:00:00', '10.00', { card: 'B' })],
      elsewhere([1, -1], [2, -2]),
    ],
    ['nothing known of others', 'no', here, { cardsOfFrozenTerminals: null }],
  ]);

  it('is one finding a card, of its purchases here', () => {
    const [finding] = findingsOf(
      'X11',
      [...here, sale('2026-03-03 10:00:00')],
      elsewhere([1, -1], [2, -2], [3, 1]),
    );
    expect(finding).toMatchObject({ key: 'A', card: 'A', measured: 4, threshold: 3, transactions: [1, 2] });
  });

  it('judges a placeholder that many terminals share without counting its uses for each purchase', () => {
    const uses = Array.from({ length: 5_000 }, (_, i) => ({
      terminal: 1 + (i % 800),
      at: HERE - 40 * DAY + i * 1_400_000,
    }));
    const sales = Array.from({ length: 1_000 }, (_, i) => ({
      ...sale('2026-03-02 10:00:00'),
      at: HERE + i * 60_000,
    }));
    const began = process.cpuUsage();
    const [finding] = findingsOf('X11', sales, { cardsOfFrozenTerminals: [{ card: 'A', uses }] });
    const { user } = process.cpuUsage(began);
    expect(finding).toMatchObject({ count: 1_000, measured: 801 });
    expect(user).toBeLessThan(1_000_000);
  });
});
