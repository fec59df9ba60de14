import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { json } from '../../../../test/support/scan-runs';

const REAL = join(__dirname, '../../../../../shared/data/transactions');
const real = existsSync(REAL) ? describe : describe.skip;

real('thaw scan on real sales (skipped where the shared data is absent)', () => {
  it('reads two coffee machines', async () => {
    const map = ['--map', 'occurred_at=datetime', 'amount=money', 'card=card', 'terminal_no=machine'];
    const report = await json(join(REAL, 'coffee_vending_real.csv.gz'), ...map);
    expect(report.transactions).toBe(3898);
    expect(report.rejected).toEqual([{ line: 3900, reason: 'TIME_MISSING' }]);
    // A machine has a dozen prices: their first digits are never spread as Benford's law has it.
    expect(new Set(report.findings.map(({ rule }) => rule))).toEqual(new Set(['R3', 'R8', 'X10']));
  });

  it('reads a year of baskets in hundreds of shops', async () => {
    const map = [
      'occurred_at=transaction_timestamp',
      'amount=amount',
      'card=household_id',
      'terminal_no=store_id',
      'reference=basket_id',
    ];
    const path = join(REAL, 'completejourney_baskets_sample.csv.gz');
    const report = await json(path, '--currency', 'USD', '--time-zone', 'America/New_York', '--map', ...map);
    expect(report.transactions).toBe(46_988);
    expect(report.rejected).toHaveLength(255);
    // Of the sums of nothing, one has a number that a spreadsheet cut to 4.0128e+10.
    const cut = report.rejected.filter(({ reason }) => reason === 'NUMBER_IMPRECISE');
    expect(cut).toHaveLength(1);
    expect(new Set(report.rejected.map(({ reason }) => reason))).toEqual(
      new Set(['AMOUNT_NOT_POSITIVE', 'NUMBER_IMPRECISE']),
    );
    expect(new Set(report.findings.map(({ terminal }) => terminal)).size).toBeGreaterThan(100);
  });
});
