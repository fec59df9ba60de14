import { isDomainError } from '@thaw/kernel';
import { factsOf } from '@thaw/risk/rules';
import { FactsFile } from './facts-file';

const AT = '2024-03-01T10:00:00+08:00';
const MS = Date.UTC(2024, 2, 1, 2);
const parse = (value: unknown): FactsFile => FactsFile.parse(JSON.stringify(value));
const factsFor = (value: unknown, terminal: string | null = null) =>
  parse(value).factsFor(terminal, 'standard', (card) => (card === 'none' ? null : `name of ${card}`));

it('knows nothing of what the file leaves out', () => {
  for (const value of [{}, { fixes: null, terminals: {} }])
    expect(factsFor(value)).toEqual(factsOf('standard'));
  expect(FactsFile.NONE.factsFor('T1', 'capped', () => null)).toEqual(factsOf('capped'));
});

it('reads every fact, times as instants and months as numbers', () => {
  const site = { latE6: 31_230_000, lonE6: -121_470_000 };
  const value = {
    installedAt: AT,
    expectedTicketFen: 5_000,
    site,
    fixes: [
      { at: AT, ...site },
      { at: AT, ...site },
    ],
    cardsOfFrozenTerminals: [
      { card: 'a', uses: [{ terminal: 7, at: AT }] },
      { card: 'none', uses: [] },
    ],
    chargebacks: [
      { month: '1970-01', count: 0 },
      { month: '2024-12', count: 3 },
    ],
    retrievals: [
      { line: 2, at: AT, amountFen: 100, askedAt: AT, answer: 'original', signed: false, entry: 'chip' },
    ],
  };
  expect(factsFor(value)).toEqual({
    ...factsOf('standard'),
    installedAt: MS,
    expectedTicketFen: 5_000,
    site,
    fixes: [
      { id: 1, at: MS, ...site },
      { id: 2, at: MS, ...site },
    ],
    cardsOfFrozenTerminals: [{ card: 'name of a', uses: [{ terminal: 7, at: MS }] }],
    chargebacks: [
      { month: 0, count: 0 },
      { month: 659, count: 3 },
    ],
    retrievals: [
      {
        ...{ id: 2, at: MS, amountFen: 100, askedAt: MS, answer: 'original', signed: false, entry: 'chip' },
        ...{ chipCard: null, numberSame: null, nameSame: null },
      },
    ],
  });
});

it('lets a terminal’s own facts stand before those of all, whatever its letters', () => {
  const value = { expectedTicketFen: 1, installedAt: AT, terminals: { t1: { expectedTicketFen: 2 } } };
  expect(factsFor(value, 'T1')).toMatchObject({ expectedTicketFen: 2, installedAt: MS });
  expect(factsFor(value, 'T2')).toMatchObject({ expectedTicketFen: 1 });
  expect(factsFor(value)).toMatchObject({ expectedTicketFen: 1 });
});

it.each<[unknown, string]>([
  [[], '--facts: There is to be an object {…} here.'],
  [{ fix: [] }, '--facts: There is nothing called "fix"; known are installedAt, expectedTicketFen, site,'],
  [{ terminals: [] }, '--facts terminals: There is to be an object'],
  [{ terminals: { T1: { terminals: {} } } }, '--facts terminals.T1: There is nothing called "terminals"'],
  [{ fixes: {} }, '--facts fixes: There is to be a list'],
  [
    { fixes: [{ at: AT, latE6: 31.2, lonE6: 0 }] },
    '--facts fixes[0].latE6: Give a whole number from -90000000',
  ],
  [{ fixes: [{ at: MS, latE6: 0, lonE6: 0 }] }, '--facts fixes[0].at: Give a date and time with its offset'],
  [{ site: { latE6: 0 } }, '--facts site.lonE6: Give a whole number'],
  [{ installedAt: '2024-03-01 10:00:00' }, '--facts installedAt: Give a date and time'],
  [{ expectedTicketFen: 0 }, '--facts expectedTicketFen: Give a whole number from 1'],
  [
    { chargebacks: [{ month: '2024-13', count: 1 }] },
    '--facts chargebacks[0].month: Give a month such as 2026-11.',
  ],
  [
    { retrievals: [{ line: 2, at: AT, amountFen: 1, askedAt: AT, answer: 'lost' }] },
    '--facts retrievals[0].answer: Give one of: waiting, missed,',
  ],
  [
    { retrievals: [{ line: 2, at: AT, amountFen: 1, askedAt: AT, answer: 'original', signed: 'yes' }] },
    '--facts retrievals[0].signed: Give true or false.',
  ],
  [
    { cardsOfFrozenTerminals: [{ card: ' ', uses: [] }] },
    '--facts cardsOfFrozenTerminals[0].card: Give the card',
  ],
])('says where %j is wrong', (value, told) => {
  try {
    parse(value);
  } catch (error) {
    if (!isDomainError(error, 'FILE_UNREADABLE')) throw error;
    expect(error.context.detail).toMatchObject({
      en: expect.stringContaining(told),
      zh: expect.stringMatching(/[\u4e00-\u9fff]/),
    });
    return;
  }
  throw new Error('nothing was refused');
});

it('says that what is no JSON is none', () => {
  expect(() => FactsFile.parse('{')).toThrow('FILE_UNREADABLE');
  expect(FactsFile.parse('\uFEFF{}').factsFor(null, 'standard', String)).toEqual(factsOf('standard'));
});
