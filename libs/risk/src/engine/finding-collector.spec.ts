import fc from 'fast-check';
import type { FindingHead } from '../rules';
import { CardUses } from './card-uses';
import { FindingCollector, type FindingPart } from './finding-collector';

interface Put {
  readonly head: FindingHead;
  readonly ids: readonly number[];
}

const PUT: fc.Arbitrary<Put> = fc.record({
  head: fc.record(
    {
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      card: fc.option(fc.constantFrom('k1.a', 'k1.b')),
      from: fc.maxSafeInteger(),
      to: fc.integer(),
      count: fc.nat(),
      sumFen: fc.maxSafeInteger(),
      measured: fc.integer(),
      threshold: fc.integer(),
      unit: fc.constantFrom('fen' as const, 'count' as const),
      details: fc.oneof(
        fc.record({ day: fc.integer(), month: fc.integer() }, { noNullPrototype: true }),
        fc.record({ month: fc.integer(), day: fc.integer() }, { noNullPrototype: true }),
        fc.record({ month: fc.integer() }, { noNullPrototype: true }),
        fc.constant({}),
      ),
    },
    {
      requiredKeys: ['key', 'card', 'from', 'to', 'count', 'sumFen', 'measured', 'threshold', 'unit'],
      noNullPrototype: true,
    },
  ),
  ids: fc.oneof(
    fc.array(fc.nat(), { maxLength: 5 }),
    fc.constantFrom(17_000, 100).map((length) => Array.from({ length }, (_, at) => at)),
    fc.constant([2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1]),
  ),
});

/** What is put under a key: the latest head, and all ids. */
function plainParts(puts: readonly Put[]): FindingPart[] {
  const parts = new Map<string, FindingPart>();
  for (const { head, ids } of puts) {
    parts.set(head.key, { rule: 'R', head, ids: [...(parts.get(head.key)?.ids ?? []), ...ids] });
  }
  return [...parts.values()];
}

it('keeps the latest head of every key and all ids that joined, in the order in which they came', () => {
  let grown = 0;
  fc.assert(
    fc.property(fc.array(PUT, { maxLength: 12 }), (puts) => {
      const collector = new FindingCollector(new CardUses());
      for (const { head, ids } of puts) collector.put(head, ids);
      const parts = collector.parts('R');
      expect(parts).toStrictEqual(plainParts(puts));
      expect(parts.map(({ head }) => Object.keys(head.details ?? {}))).toEqual(
        plainParts(puts).map(({ head }) => Object.keys(head.details ?? {})),
      );
      if (parts.length < puts.length) grown += 1;
    }),
    { seed: 20261127, numRuns: 300 },
  );
  expect(grown).toBeGreaterThan(100);
});

it('takes uses of a card whole, or what a finding has grown by', () => {
  const uses = new CardUses();
  for (const id of [5, 2 ** 33 + 1, 7, 8]) uses.add(3, id);
  const collector = new FindingCollector(uses);
  const head = (key: string, count: number): FindingHead => ({
    ...{ key, card: 'k1.a', from: 1, to: 2, count, sumFen: 3, measured: 4, threshold: 5, unit: 'count' },
  });
  collector.putUses(head('a', 2), 3, 2, 2);
  collector.putUses(head('b', 1), 3, 1, 1);
  collector.putUses(head('a', 4), 3, 2, -1);
  expect(collector.parts('R')).toStrictEqual([
    { rule: 'R', head: head('a', 4), ids: [5, 2 ** 33 + 1, 7, 8] },
    { rule: 'R', head: head('b', 1), ids: [5] },
  ]);
});

it('begins anew once it is cleared', () => {
  const collector = new FindingCollector(new CardUses());
  const head: FindingHead = { ...{ key: 'a', card: null, from: 1, to: 2, count: 1, sumFen: 3, measured: 4, threshold: 5, unit: 'fen' } }; // prettier-ignore
  collector.put(head, [1]);
  collector.clear();
  collector.put(head, [2]);
  expect(collector.parts('R')).toStrictEqual([{ rule: 'R', head, ids: [2] }]);
});
