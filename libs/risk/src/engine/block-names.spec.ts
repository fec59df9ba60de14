import type { HistoryBlock } from '@thaw/transactions/records';
import { BlockNames } from './block-names';
import { CardRegister } from './card-register';

const block = (...tokens: string[]): HistoryBlock => ({
  ...{ rows: 0, ids: new Float64Array(), at: new Float64Array(), amounts: new Float64Array() },
  ...{ cards: new Int32Array(), currencies: new Uint8Array(), kinds: new Uint8Array() },
  newCards: tokens.map((token) => ({ token, bin: `bin of ${token}` })),
  newCurrencies: [],
});

it.each([
  ['before all blocks', 0, ['x', 'a', 'b', 'c', 'd']],
  ['between two blocks', 1, ['a', 'b', 'x', 'c', 'd']],
  ['behind them', 2, ['a', 'b', 'c', 'x', 'd']],
])('knows a card by its token that a row brought %s', (_when, rowAt, tokens) => {
  const cards = new CardRegister();
  const names = new BlockNames(cards, 'CNY');
  const blocks = [
    block('a', 'b'),
    block('c', ...(rowAt < 2 ? ['x'] : [])),
    block('d', ...(rowAt < 2 ? [] : ['x'])),
  ];
  blocks.forEach((one, i) => {
    if (i === rowAt) cards.numberOf('x');
    names.learn(one);
  });
  expect([...cards.entries()].map(([, token]) => token)).toEqual(tokens);
  blocks
    .flatMap(({ newCards }) => newCards)
    .forEach(({ token, bin }, card) => {
      expect(cards.tokenOf(names.cardNo(card))).toBe(token);
      expect(names.bin(card)).toBe(bin);
      expect(cards.numberOf(token)).toBe(names.cardNo(card));
    });
  expect(names.cardNo(-1)).toBe(-1);
});
