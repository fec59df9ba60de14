import { attempt } from '../../../../test/support/attempts';
import type { CaseFacts, ReasonCode } from './index';

const OVERDUE = [
  { kind: 'virus_database', dueOn: '2026-10-31' },
  { kind: 'inspection', dueOn: '2026-11-01' },
];

const triaged = (reasonCode: ReasonCode, overdueUpkeep: CaseFacts['overdueUpkeep'] = []) => {
  const { changes, event } = attempt({
    action: 'triage',
    state: 'reported',
    by: 'agent',
    snapshot: { reasonCode: null, slaClass: null },
    facts: () => ({ overdueUpkeep }),
    payload: { reasonCode },
  });
  return { priority: changes.priority, slaClass: changes.slaClass, data: event.data };
};

const openedAt = (overdueUpkeep: CaseFacts['overdueUpkeep']) => {
  const { effects } = attempt({
    action: 'open',
    state: 'none',
    by: 'machine',
    snapshot: { reasonCode: null, slaClass: null },
    facts: () => ({ overdueUpkeep }),
    payload: { measures: [] },
  });
  return effects.find((effect) => effect.kind === 'start_clock');
};

it('gives a case a working day for its triage, four working hours where upkeep is overdue, and stops there', () => {
  expect(openedAt([])).toMatchObject({
    clock: 'triage',
    deadline: { target: { kind: 'working_days', count: 1 } },
  });
  // Monday at ten in Shanghai: two hours before noon, two after half past one.
  expect(openedAt(OVERDUE)).toMatchObject({
    clock: 'triage',
    deadline: {
      target: { kind: 'working_hours', count: 4 },
      dueAt: new Date('2026-11-23T15:30:00+08:00'),
    },
  });
  const { effects } = attempt({
    action: 'triage',
    state: 'reported',
    by: 'agent',
    payload: { reasonCode: 'MALWARE' },
  });
  expect(effects).toContainEqual({ kind: 'stop_clock', clock: 'triage' });
});

it.each([
  ['MALWARE', 'P1', 1, 1],
  ['AML', 'P2', 2, 1],
  ['CASHOUT', 'P3', 3, 2],
  ['HARDWARE', 'P4', 4, 3],
] as const)(
  'puts %s (%s) at priority %i, and at %i where upkeep is overdue',
  (reason, slaClass, usual, behind) => {
    expect(triaged(reason)).toMatchObject({ slaClass, priority: usual });
    expect(triaged(reason, OVERDUE)).toMatchObject({ slaClass, priority: behind });
  },
);

it('says in its event what was overdue, and nothing where nothing was', () => {
  expect(triaged('CASHOUT', OVERDUE).data).toEqual({
    reasonCode: 'CASHOUT',
    slaClass: 'P3',
    overdueUpkeep: ['virus_database', 'inspection'],
  });
  expect(triaged('CASHOUT').data).toEqual({ reasonCode: 'CASHOUT', slaClass: 'P3' });
});
