import { shapeFault } from './json-shape';

const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });
const members = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`m${i}`, 1]));
const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';

it.each([
  ['nothing', undefined],
  ['a text', 'x'],
  ['32 levels', nested(32)],
  ['64 members', members(64)],
  [
    'an answer to each of 5,000 findings',
    {
      version: 3,
      text: 'why',
      outcome: 'U',
      objectionReply: 'x',
      measuresAfter: Array.from({ length: 100 }, () => ({ measureId: id, change: 'narrow', level: 'F1' })),
      reasons: Array.from({ length: 5_000 }, () => ({ findingId: id, rule: 'R1', reason: 'x' })),
    },
  ],
  [
    '10,000 location fixes',
    { items: Array.from({ length: 10_000 }, () => ({ at: 'x', latE6: 1, lonE6: 1, source: 'device' })) },
  ],
])('lets %s pass', (_, body) => expect(shapeFault(body)).toBeNull());

it.each([
  ['33 levels', nested(33), 'The body is nested too deeply.'],
  ['100,000 members', members(100_000), 'An object in the body has more than 64 fields.'],
  ['65 members further in', { list: [members(65)] }, 'An object in the body has more than 64 fields.'],
  [
    'a list of 100,000',
    { measures: Array.from({ length: 100_000 }, () => ({})) },
    'A list in the body has more than 10000 items.',
  ],
  [
    'lists of lists',
    Array.from({ length: 10_000 }, () => Array.from({ length: 6 }, () => 1)),
    'The body holds too many values; at most 60000 are read.',
  ],
])('refuses %s', (_, body, en) => expect(shapeFault(body)?.en).toBe(en));
