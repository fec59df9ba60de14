import { checkEdges, row, type SaleRow } from '../../../../test/support/edges';
import { findingsOf } from '../../../../test/support/sales';

const tried = (
  declined: number,
  approved: number,
  seconds = 20,
  bin: (at: number) => string | null = () => null,
): SaleRow[] =>
  row(declined + approved, '2026-03-02 10:00:00', seconds, '1.00', (at) => ({
    card: `c${at}`,
    status: at < approved ? 'approved' : 'declined',
    bin: bin(at),
  }));

describe('X6 decline_burst', () => {
  checkEdges('X6', [
    ['7 of 10 cards declined', 'yes', tried(7, 3)],
    ['6 of 10 cards declined', 'no', tried(6, 4)],
    ['9 cards, all declined', 'no', tried(9, 0)],
    ['10 declined within ten minutes', 'yes', tried(10, 0, 66)],
    ['10 of which the first is ten minutes older', 'no', tried(10, 0, 67)],
    ['5 cards of one BIN declined', 'yes', tried(5, 0, 20, () => '999999')],
    ['4 cards of one BIN declined', 'no', tried(4, 0, 20, () => '999999')],
    ['5 cards of two BINs declined', 'no', tried(5, 0, 20, (at) => (at < 4 ? '999999' : '999998'))],
    ['5 cards of one BIN approved', 'no', tried(0, 5, 20, () => '999999')],
  ]);

  it('holds what went through, too: those cards are at risk', () => {
    const [finding] = findingsOf('X6', tried(8, 2));
    expect(finding).toMatchObject({ measured: 10, threshold: 10, count: 10 });
  });
});
