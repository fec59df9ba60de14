import { attempt } from '../../../../test/support/attempts';
import type { CaseCounts, CaseFacts } from './index';

const NONE: CaseCounts = { cases: 0, founded: 0, upheld: 0, anew: 0 };
const of = (terminal: Partial<CaseCounts>, merchant: Partial<CaseCounts> = terminal): CaseFacts['otherCases'] => ({
  terminal: { ...NONE, ...terminal },
  merchant: { ...NONE, ...merchant },
}); // prettier-ignore

const triaged = (otherCases: CaseFacts['otherCases'], over: Partial<CaseFacts> = {}) => {
  const { changes, event } = attempt({
    action: 'triage',
    state: 'reported',
    by: 'agent',
    snapshot: { reasonCode: null, slaClass: null },
    facts: () => ({ otherCases, ...over }),
    payload: { reasonCode: 'CASHOUT' },
  });
  return { priority: changes.priority, data: event.data };
};

it.each([
  ['nothing before', of({}), 3],
  ['a freeze without ground', of({ cases: 1 }), 3],
  ['a second freeze after one without ground', of({ cases: 1 }, { cases: 1 }), 3],
  ['a third freeze of the terminal, whatever came of the others', of({ cases: 2 }), 2],
  ['a freeze of the terminal that was right', of({ cases: 1, founded: 1 }), 2],
  ['a terminal that was frozen again in the watch', of({ cases: 1, anew: 1 }), 2],
  ['one freeze of the merchant elsewhere that was right', of({}, { cases: 1, founded: 1 }), 3],
  ['two of them', of({}, { cases: 2, founded: 2 }), 2],
  ['one of the merchant that was upheld', of({}, { cases: 1, founded: 1, upheld: 1 }), 2],
  ['many of a merchant with many terminals, all without ground', of({}, { cases: 40 }), 3],
  ['what was not read', null, 3],
])('%s', (_, otherCases, priority) => expect(triaged(otherCases).priority).toBe(priority));

it('counts beside overdue upkeep, and never above the first priority', () => {
  const overdueUpkeep = [{ kind: 'inspection', dueOn: '2026-11-01' }];
  expect(triaged(of({ cases: 1, founded: 1 }), { overdueUpkeep }).priority).toBe(1);
});

it('says in its event what weighed, and nothing where nothing did', () => {
  const weighing = of({ cases: 2, anew: 1 });
  expect(triaged(weighing).data).toEqual({ reasonCode: 'CASHOUT', slaClass: 'P3', otherCases: weighing });
  expect(triaged(of({ cases: 1 })).data).toEqual({ reasonCode: 'CASHOUT', slaClass: 'P3' });
});
