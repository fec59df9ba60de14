import fc from 'fast-check';
import { CellMemo } from './cell-memo';

describe('CellMemo', () => {
  it('answers as if it remembered nothing, however little room it has', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'b', '卡'), maxLength: 14 });
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 300 }), fc.constantFrom(64, 65_536), (cells, most) => {
        const answerOf = (text: string): string => `<${text.slice(0, 3)}>`;
        const memo = new CellMemo((text) => (text === 'a' ? null : Buffer.from(answerOf(text))), 8, most);
        for (const text of cells) {
          const bytes = Buffer.from(`..${text}.`);
          const isTold = memo.find(bytes, 2, bytes.length - 1);
          expect(isTold).toBe(text !== 'a');
          if (isTold) {
            expect(Buffer.from(memo.bytes.subarray(memo.from, memo.to)).toString()).toBe(answerOf(text));
          }
        }
      }),
    );
  });

  it('asks once for what comes again', () => {
    let asked = 0;
    const memo = new CellMemo((text) => {
      asked += 1;
      return Buffer.from(text);
    }, 8);
    for (let round = 0; round < 3; round++) {
      for (let card = 0; card < 1_000; card++) {
        const bytes = Buffer.from(`card${card}`);
        expect(memo.find(bytes, 0, bytes.length)).toBe(true);
      }
    }
    expect(asked).toBe(1_000);
  });
});
