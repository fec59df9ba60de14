import { policyOn } from './policy';
import {
  NOTHING_KNOWN,
  checkTold,
  termsOfDevice,
  withTold,
  type PreventionTerms,
  type PreventionTold,
} from './told';

const TODAY = '2026-11-23';
const POLICY = policyOn(TODAY);
const told = (before: Partial<PreventionTerms>, given: PreventionTold) =>
  withTold({ ...NOTHING_KNOWN, ...before }, checkTold(given, TODAY), POLICY);

it('keeps what is left out and takes away what is null', () =>
  expect(
    told({ softwareVersion: '5.2', patchedUntil: '2026-10-01' }, { softwareVersion: null }),
  ).toMatchObject({
    softwareVersion: null,
    patchedUntil: '2026-10-01',
  }));

describe('an inspection', () => {
  it.each<[string, Partial<PreventionTerms>, PreventionTold, string | null]>([
    ['is due again after the interval', {}, { inspectedOn: '2026-11-23' }, '2027-05-22'],
    [
      'or on the day that is named',
      {},
      { inspectedOn: '2026-11-23', inspectionDueOn: '2026/12/1' },
      '2026-12-01',
    ],
    [
      'whatever day stood before',
      { inspectedOn: '2026-05-01', inspectionDueOn: '2026-11-30' },
      { inspectedOn: '2026-11-20' },
      '2027-05-19',
    ],
    [
      'but told again it leaves a day that was named',
      { inspectedOn: '2026-11-20', inspectionDueOn: '2026-12-01' },
      { inspectedOn: '2026-11-20' },
      '2026-12-01',
    ],
    ['or none', {}, { inspectedOn: '2026-11-23', inspectionDueOn: null }, null],
  ])('%s', (_, before, given, due) => expect(told(before, given).inspectionDueOn).toBe(due));
});

it('forgets what was told of another device, but not the inspection of the place', () => {
  const terms: PreventionTerms = {
    inspectedOn: '2026-05-01',
    inspectionDueOn: '2026-11-30',
    deviceId: 'a',
    softwareVersion: '5.2',
    virusDatabaseOn: '2026-11-01',
    patchedUntil: '2026-11-01',
    passwordRotatedOn: '2026-11-01',
  };
  expect(termsOfDevice(terms, 'a')).toEqual(terms);
  expect(termsOfDevice(terms, 'b')).toEqual({
    ...NOTHING_KNOWN,
    deviceId: 'b',
    inspectedOn: '2026-05-01',
    inspectionDueOn: '2026-11-30',
  });
});

it.each<[string, PreventionTold, string]>([
  ['nothing', {}, 'inspectedOn'],
  ['tomorrow’s database', { virusDatabaseOn: '2026-11-24' }, 'virusDatabaseOn'],
  ['patches of the future', { patchedUntil: '2027-01-01' }, 'patchedUntil'],
  ['no day', { passwordRotatedOn: 'yesterday' }, 'passwordRotatedOn'],
  ['a day that no month has', { inspectedOn: '2026-02-30' }, 'inspectedOn'],
  ['an inspection in a generation', { inspectionDueOn: '2062-11-23' }, 'inspectionDueOn'],
  [
    'a next inspection before this one',
    { inspectedOn: '2026-11-20', inspectionDueOn: '2026-11-20' },
    'inspectionDueOn',
  ],
  ['a version that is a card number', { softwareVersion: '4111111111111111' }, 'softwareVersion'],
  ['a version of many lines', { softwareVersion: '5.3\n5.4' }, 'softwareVersion'],
  ['an empty version', { softwareVersion: ' ' }, 'softwareVersion'],
])('refuses %s by its member', (_, given, field) => {
  expect(() => checkTold(given, TODAY)).toThrow(
    expect.objectContaining({ code: 'INVALID_REQUEST', context: expect.objectContaining({ field }) }),
  );
});

it('takes today and what is near', () =>
  expect(
    checkTold(
      { virusDatabaseOn: '20261123', inspectionDueOn: '2027-05-01', softwareVersion: ' 5.3.1 ' },
      TODAY,
    ),
  ).toEqual({ virusDatabaseOn: '2026-11-23', inspectionDueOn: '2027-05-01', softwareVersion: '5.3.1' }));
