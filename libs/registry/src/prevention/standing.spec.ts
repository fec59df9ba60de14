import { addDays, daysBetween, readDay } from './calendar-day';
import { PREVENTION_KINDS, policyOn, type PreventionPolicy } from './policy';
import {
  currentRelease,
  dueOn,
  softwareIsCurrent,
  standingOn,
  supersededOn,
  virusDatabaseIsCurrent,
  type PreventionFacts,
} from './standing';

const TODAY = '2026-11-23';
const POLICY = policyOn(TODAY);
const NOTHING: PreventionFacts = {
  inspectionDueOn: null,
  softwareVersion: null,
  releases: [],
  virusDatabaseOn: null,
  patchedUntil: null,
  passwordRotatedOn: null,
};
const RELEASES = [
  { version: '5.3', currentFrom: '2026-10-01' },
  { version: '5.2', currentFrom: '2026-03-01' },
  { version: '5.4', currentFrom: '2027-01-01' },
];

const standing = (facts: Partial<PreventionFacts>, today = TODAY) =>
  standingOn(today, { ...NOTHING, ...facts }, POLICY).filter(({ state }) => state !== 'unknown');

describe('what is due', () => {
  it.each([
    ['the day before its day', '2026-11-24', 'soon', null],
    ['on its day, which has not ended', '2026-11-23', 'soon', null],
    ['on the day after', '2026-11-22', 'overdue', 1],
    ['a year later', '2025-11-23', 'overdue', 365],
    ['a week ahead', '2026-11-30', 'soon', null],
    ['more than a week ahead', '2026-12-01', 'in_order', null],
  ])('%s', (_, inspectionDueOn, state, daysOverdue) =>
    expect(standing({ inspectionDueOn })).toEqual([
      { kind: 'inspection', state, dueOn: inspectionDueOn, daysOverdue },
    ]),
  );

  it.each([
    ['a virus database of thirty days', { virusDatabaseOn: '2026-10-24' }, '2026-11-23'],
    ['patches of thirty days', { patchedUntil: '2026-10-24' }, '2026-11-23'],
    ['passwords of ninety days', { passwordRotatedOn: '2026-08-25' }, '2026-11-23'],
    ['over the end of a February of 29 days', { patchedUntil: '2028-02-28' }, '2028-03-29'],
  ] as const)('%s', (_, facts, due) => expect(standing(facts)[0]?.dueOn).toBe(due));

  it('knows nothing where nothing was told', () =>
    expect(standingOn(TODAY, NOTHING, POLICY)).toEqual(
      PREVENTION_KINDS.map((kind) => ({ kind, state: 'unknown', dueOn: null, daysOverdue: null })),
    ));
});

describe('software', () => {
  it.each([
    ['5.3', null],
    ['5.4', null],
    ['5.2', '2026-10-31'],
    // As if older than all that were announced.
    ['4.9 special', '2026-03-31'],
  ])('%s is due on %s', (softwareVersion, due) => {
    const releases = RELEASES.slice(0, softwareVersion === '5.4' ? 3 : 2);
    expect(dueOn('software', { ...NOTHING, softwareVersion, releases }, POLICY)).toBe(due);
  });

  it('is due ahead where a newer version is announced', () =>
    expect(standing({ softwareVersion: '5.3', releases: RELEASES })).toEqual([
      { kind: 'software', state: 'in_order', dueOn: '2027-01-31', daysOverdue: null },
    ]));

  it('is in order, with no day, while it is the newest', () =>
    expect(standing({ softwareVersion: '5.3', releases: RELEASES.slice(0, 2) })).toEqual([
      { kind: 'software', state: 'in_order', dueOn: null, daysOverdue: null },
    ]));

  it.each([
    ['5.3', '2026-11-23', true],
    ['5.3', '2026-12-31', true],
    // Without grace.
    ['5.3', '2027-01-01', false],
    ['5.4', '2026-11-23', true],
    ['5.2', '2026-09-30', true],
    ['5.2', '2026-10-01', false],
    ['4.9', '2026-03-01', false],
    ['4.9', '2026-02-28', null],
    [null, '2026-11-23', null],
  ])('%s on %s is current: %s', (softwareVersion, on, current) =>
    expect(softwareIsCurrent({ softwareVersion, releases: RELEASES }, on)).toBe(current),
  );

  it('cannot be judged for a model of which nothing was announced', () => {
    expect(softwareIsCurrent({ softwareVersion: '5.3', releases: [] }, TODAY)).toBeNull();
    expect(standing({ softwareVersion: '5.3' })).toEqual([]);
  });

  it('has two current versions where two became so on one day', () => {
    const twins = ['5.3', '5.3 cn'].map((version) => ({ version, currentFrom: '2026-10-01' }));
    for (const { version } of twins) expect(supersededOn(version, twins)).toBeNull();
  });

  it('names what is current', () => {
    expect(currentRelease(RELEASES, TODAY)?.version).toBe('5.3');
    expect(currentRelease(RELEASES, '2026-02-28')).toBeNull();
  });
});

it.each([
  ['2026-10-24', true],
  ['2026-10-23', false],
  [null, null],
])('a virus database of %s is current: %s', (virusDatabaseOn, current) =>
  expect(virusDatabaseIsCurrent({ virusDatabaseOn }, TODAY, POLICY)).toBe(current),
);

it('judges by the policy of the day', () => {
  const earlier = { ...POLICY, version: 1, from: '2000-01-01' };
  const later: PreventionPolicy = { ...POLICY, version: 2, from: '2026-11-24', virusDatabaseDays: 7 };
  const facts = { ...NOTHING, virusDatabaseOn: '2026-11-10' };
  const stateOn = (day: string) =>
    standingOn(day, facts, policyOn(day, [earlier, later])).find(({ kind }) => kind === 'virus_database');
  expect(stateOn('2026-11-23')).toMatchObject({ state: 'in_order', dueOn: '2026-12-10' });
  expect(stateOn('2026-11-24')).toMatchObject({ state: 'overdue', dueOn: '2026-11-17' });
});

it.each([
  ['2026-11-23', '2026-11-23'],
  ['2026/1/3', '2026-01-03'],
  ['2026.01.03', '2026-01-03'],
  ['20261123', '2026-11-23'],
  ['2024-02-29', '2024-02-29'],
  ['2026-02-29', null],
  ['2026-11-31', null],
  ['2026-13-01', null],
  ['2026-00-10', null],
  ['2026111', null],
  ['1999-12-31', null],
  ['2026-11/23', null],
  ['23/11/2026', null],
  ['', null],
])('reads %s as %s', (text, day) => expect(readDay(text)).toBe(day));

it('counts days over months and years', () => {
  expect(daysBetween('2026-12-31', '2027-01-01')).toBe(1);
  expect(addDays('2027-01-01', -1)).toBe('2026-12-31');
});
