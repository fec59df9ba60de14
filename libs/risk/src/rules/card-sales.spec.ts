import fc from 'fast-check';
import { CardSales } from './card-sales';

interface Sale {
  readonly card: number;
  readonly day: number;
  readonly fen: number;
}

const DAYS = 5;
const SALES = fc
  .array(
    fc.record({
      card: fc.nat(3),
      step: fc.constantFrom(0, 0, 0, 1, 2, 9),
      fen: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 80 },
  )
  .map((sales) => {
    let day = 100;
    return sales.map(({ card, step, fen }): Sale => ({ card, day: (day += step), fen }));
  });

const plainHas = (sales: readonly Sale[], card: number, fen: number, day: number): boolean =>
  sales.some((sale) => sale.card === card && sale.fen >= fen && sale.day >= day - DAYS);

function mustAgree(kept: CardSales, sales: readonly Sale[]): number {
  const day = sales.at(-1)?.day ?? 0;
  let found = 0;
  for (const card of [0, 1, 2, 3, 4]) {
    for (let fen = 1; fen <= 10; fen++) {
      expect(kept.has(card, fen, day)).toBe(plainHas(sales, card, fen, day));
      if (kept.has(card, fen, day)) found += 1;
    }
  }
  return found;
}

it('finds a purchase of a card that is large and young enough, also after it was saved and loaded', () => {
  let found = 0;
  fc.assert(
    fc.property(SALES, fc.nat(80), (sales, cut) => {
      const kept = new CardSales(DAYS);
      for (const { card, day, fen } of sales.slice(0, cut)) kept.add(card, day, fen);
      found += mustAgree(kept, sales.slice(0, cut));
      const today = sales[Math.min(cut, sales.length) - 1]?.day ?? 0;
      kept.forget(today);
      const loaded = new CardSales(DAYS);
      for (const [card, saved] of kept.save()) loaded.load(card, '', saved);
      loaded.forget(today);
      expect(loaded.save()).toEqual(kept.save());
      for (const one of [kept, loaded]) {
        for (const { card, day, fen } of sales.slice(cut)) one.add(card, day, fen);
        found += mustAgree(one, sales);
      }
    }),
    { seed: 20261127, numRuns: 300 },
  );
  expect(found).toBeGreaterThan(1_000);
});

it('keeps of a card what no later purchase outdoes, within its days', () => {
  const kept = new CardSales(DAYS);
  for (const [day, fen] of [[90, 50], [96, 9], [97, 4], [98, 6], [99, 2]] as const) kept.add(0, day, fen); // prettier-ignore
  kept.forget(100);
  expect([...kept.save()]).toEqual([[0, [[99, 2], [98, 6], [96, 9]]]]); // prettier-ignore
});

it('goes round its memory for as long as a history lasts, and makes room where a window holds more', () => {
  const kept = new CardSales(DAYS);
  const sales: Sale[] = [];
  for (let at = 0; at < 60_000; at++) {
    // Seldom at first, then so often that a window outgrows the ring.
    const day = at < 30_000 ? Math.floor(at / 300) : 100 + Math.floor(at / 6_000);
    const sale = { card: at % 4, day, fen: 1 + ((at * 7) % 9) };
    kept.add(sale.card, day, sale.fen);
    sales.push(sale);
  }
  expect(mustAgree(kept, sales)).toBeGreaterThan(0);
  expect(kept.has(0, 1, sales[59_999]!.day + DAYS + 1)).toBe(false);
});
