import fc from 'fast-check';
import { hasCardNumber } from '@thaw/kernel';
import { safeFileName } from './safe-file-name';

describe('safeFileName', () => {
  it.each([
    ['history.csv.gz', 'history.csv.gz'],
    ['C:\\Users\\li\\三月流水.csv', '三月流水.csv'],
    ['../../etc/passwd', 'passwd'],
    ['4111111111111111.csv', '411111******1111.csv'],
    ['4111_1111.1111 1111.csv', '4111-11**-****-1111.csv'],
    ['卡4111 - 1111 - 1111 - 1111.csv', '卡4111 - 11** - **** - 1111.csv'],
    ['export_2024-03-01.csv', 'export_2024-03-01.csv'],
    ['a\u0000b\n\u202efdp.csv', 'abfdp.csv'],
    ['', 'file'],
    ['a/', 'file'],
  ])('%j → %j', (name, safe) => expect(safeFileName(name)).toBe(safe));

  it('is short, keeps its ending, and holds no card number', () => {
    expect(safeFileName(`${'长'.repeat(500)}.csv`)).toMatch(/^长+….*\.csv$/);
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.stringMatching(/^[0-9._ -]{0,40}$/),
        (text, digits) => {
          const safe = safeFileName(text + digits);
          expect(Array.from(safe).length).toBeLessThanOrEqual(120);
          expect(safe).not.toMatch(/[/\\\p{Cc}]/u);
          expect(hasCardNumber(safe)).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });
});
