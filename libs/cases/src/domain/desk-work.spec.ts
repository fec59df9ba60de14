import { beginRun } from '@thaw/sla/arithmetic';
import { isDomainError } from '@thaw/kernel';
import {
  IDS,
  NOW,
  actorAs,
  favourableFacts,
  favourablePayload,
  snapshotIn,
} from '../../../../test/factories/case-facts';
import {
  CASE_STATES,
  decide,
  dutiesOf,
  type ActionName,
  type CaseFacts,
  type CaseSnapshot,
  type CaseState,
  type Persona,
} from './index';

const HOUR_MS = 3_600_000;
const inHours = (hours: number): Date => new Date(NOW.getTime() + hours * HOUR_MS);

const act = (
  action: ActionName,
  state: CaseState,
  persona: Persona,
  { facts = {}, payload = {}, snapshot = {} }: { facts?: Partial<CaseFacts>; payload?: object; snapshot?: Partial<CaseSnapshot> } = {},
) =>
  decide(action, snapshotIn(state, snapshot), favourableFacts(state, facts), {
    actor: actorAs(persona),
    personas: [persona],
    payload: { ...favourablePayload(action), ...payload },
  }); // prettier-ignore

function refused(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isDomainError(error)) return `${error.code} ${error.context.rule ?? error.context.field ?? ''}`;
    throw error;
  }
  return 'taken';
}

describe('take', () => {
  it('gives a case that is nobody’s to who takes it, and never what somebody else works on', () => {
    const free = { snapshot: { ownerId: null } };
    expect(act('take', 'reviewing', 'agent', free)).toMatchObject({ changes: { ownerId: IDS.agent }, event: { type: 'taken' } });
    expect(refused(() => act('take', 'reviewing', 'agent'))).toBe('taken');
    for (const persona of ['agent', 'supervisor'] as const)
      expect(refused(() => act('take', 'reviewing', persona, { snapshot: { ownerId: IDS.other } }))).toBe('GUARD_REFUSED take.unowned');
  }); // prettier-ignore
});

describe('hand_over', () => {
  it('gives the case to a colleague, who finds it in their list, with a note', () => {
    const { to, changes, effects, event } = act('hand_over', 'reviewing', 'agent');
    expect({ to, changes }).toEqual({ to: 'reviewing', changes: { ownerId: IDS.other } });
    expect(effects).toEqual([{ kind: 'task_for_owner', task: 'handed_over' }]);
    expect(event).toEqual({
      type: 'handed_over',
      data: { from: IDS.agent, ownerId: IDS.other },
      content: { text: 'the merchant calls on Mondays' },
    });
  });

  it('is an agent’s for their own case, a supervisor’s for any, and never to who has it', () => {
    const others = { snapshot: { ownerId: IDS.other } };
    expect(refused(() => act('hand_over', 'reviewing', 'agent', others))).toBe('GUARD_REFUSED hand_over.own');
    expect(refused(() => act('hand_over', 'reviewing', 'supervisor', others))).toBe('INVALID_REQUEST hand_over.another');
    expect(refused(() => act('hand_over', 'reviewing', 'supervisor', { snapshot: { ownerId: null } }))).toBe('taken');
    expect(refused(() => act('hand_over', 'reviewing', 'agent', { payload: { text: ' ' } }))).toBe('INVALID_REQUEST text');
  }); // prettier-ignore
});

describe('put_back', () => {
  const back = (payload: object, snapshot: Partial<CaseSnapshot>) =>
    act('put_back', 'reviewing', 'agent', { payload: { undoes: IDS.order, ...payload }, snapshot });

  it('gives back owner and queue, each only where it is otherwise now', () => {
    const now = { ownerId: IDS.agent, queue: 'records_check' };
    const was = { ownerId: IDS.other, queue: 'records_check' };
    expect(back(was, now)).toMatchObject({ to: 'reviewing', effects: [], changes: { ownerId: IDS.other } });
    expect(Object.keys(back(was, now).changes)).toEqual(['ownerId']);
    expect(back(was, now).event).toEqual({ type: 'assigned', data: { from: IDS.agent, ownerId: IDS.other, undoes: IDS.order } });
    expect(back({ ...was, ownerId: null }, now).changes).toEqual({ ownerId: null });
    expect(back({ ...now, queue: 'trading_review' }, now).changes).toEqual({ queue: 'trading_review' });
    // Nobody had triaged it: it is in no queue now either.
    expect(back({ ownerId: null, queue: null }, { ...now, queue: null }).changes).toEqual({ ownerId: null });
    expect(refused(() => back(now, now))).toBe('GUARD_REFUSED put_back.otherwise');
  }); // prettier-ignore
});

describe('extend_deadline', () => {
  const run = beginRun({ kind: 'hours', count: 5 }, NOW);
  const evidence = { kind: 'evidence', run, dueAt: inHours(5), paused: false, overdue: false } as const;
  const extended = (clock: string, clocks: CaseFacts['clocks'], dueAt = inHours(9)) =>
    act('extend_deadline', 'awaiting_merchant', 'supervisor', {
      facts: { clocks },
      payload: { clock, dueAt },
    });

  it('moves the clock, the open request with it, and tells the merchant of their deadline alone', () => {
    const { effects, event } = extended('evidence', [evidence]);
    expect(effects).toEqual([
      { kind: 'extend_clock', clock: 'evidence', dueAt: inHours(9) },
      { kind: 'move_request', requestId: 'r', dueAt: inHours(9) },
      { kind: 'notify_merchant', template: 'deadline_extended', dueAt: inHours(9) },
    ]);
    expect(event.type).toBe('merchant_deadline_extended');
    expect(event.data).toEqual({
      clock: 'evidence',
      from: inHours(5).toISOString(),
      dueAt: inHours(9).toISOString(),
    });
    const own = extended('decision', [
      { kind: 'decision', run, dueAt: inHours(5), paused: false, overdue: false },
    ]);
    expect(own.effects).toHaveLength(1);
    expect(own.event.type).toBe('deadline_extended');
  });

  it('never moves what a law sets, what is paused or over, nor any deadline to an earlier time', () => {
    for (const kind of ['objection_reply', 'appeal_reply', 'major_event', 'watch'] as const) {
      const clocks = [evidence, { kind, run, dueAt: inHours(5), paused: false, overdue: false }];
      expect(refused(() => extended(kind, clocks))).toBe('INVALID_REQUEST extend_deadline.running');
    }
    const paused = [evidence, { kind: 'decision', run, dueAt: inHours(5), paused: true, overdue: false }] as const;
    expect(refused(() => extended('decision', paused))).toBe('INVALID_REQUEST extend_deadline.running');
    const over = [evidence, { kind: 'decision', run, dueAt: NOW, paused: false, overdue: false }] as const;
    expect(refused(() => extended('decision', over))).toBe('GUARD_REFUSED extend_deadline.not_over');
    expect(refused(() => extended('evidence', [evidence], inHours(5)))).toBe('INVALID_REQUEST extend_deadline.later');
    expect(refused(() => extended('evidence', [evidence], inHours(24 * 400)))).toBe('INVALID_REQUEST extend_deadline.later');
    expect(refused(() => extended('evidence', []))).toBe('GUARD_REFUSED extend_deadline.running');
  }); // prettier-ignore
});

describe('report_major_event', () => {
  it('names the event, which starts three working days, and stops them by the receipt', () => {
    const named = act('report_major_event', 'closed', 'reviewer');
    // Monday 10:00 and three working days.
    const dueAt = new Date('2026-11-26T02:00:00Z');
    expect(named.effects).toEqual([
      { kind: 'open_major_event', dueAt },
      {
        kind: 'start_clock',
        clock: 'major_event',
        deadline: { dueAt, provisional: true, target: { kind: 'working_days', count: 3 } },
      },
    ]);
    const facts = { openMajorEvent: { id: 'e' } };
    const filed = act('report_major_event', 'closed', 'reviewer', {
      facts,
      payload: { receiptNo: ' PBC-7 ' },
    });
    expect(filed.effects).toEqual([
      { kind: 'file_major_event', dueAt, receiptNo: 'PBC-7' },
      { kind: 'stop_clock', clock: 'major_event' },
    ]);
    expect(filed.event).toMatchObject({ type: 'major_event_reported', data: { receiptNo: 'PBC-7' } });
  });

  it('wants the receipt once it is named', () => {
    const facts = { openMajorEvent: { id: 'e' } };
    expect(refused(() => act('report_major_event', 'upheld', 'reviewer', { facts }))).toBe(
      'INVALID_REQUEST report_major_event.receipt',
    );
  });
});

describe('reopen', () => {
  it('begins anew on new facts: the decision clock, the letter, the rounds of appeal', () => {
    const { to, changes, effects, event } = act('reopen', 'closed', 'supervisor', { snapshot: { appealRounds: 2 } });
    expect({ to, changes }).toEqual({ to: 'investigating', changes: { beginsAnew: true } });
    expect(effects.map((effect) => ('clock' in effect ? effect.clock : 'template' in effect ? effect.template : effect.kind))).toEqual(
      ['decision', 'reopened', 'task_for_owner'],
    );
    expect(event.content).toEqual({ text: 'the vendor found a second device' });
  }); // prettier-ignore

  it('waits to be triaged where it was dismissed before anybody named a reason', () => {
    const { to, effects } = act('reopen', 'closed', 'supervisor', { snapshot: { reasonCode: null, resolution: 'withdrawn' } });
    expect(to).toBe('reported');
    expect(effects.map(({ kind }) => kind)).toEqual(['start_clock', 'notify_merchant', 'task_for_owner']);
    expect(effects).toContainEqual(expect.objectContaining({ clock: 'triage' }));
  }); // prettier-ignore

  it('is refused without facts, and where another case is open on the terminal', () => {
    expect(refused(() => act('reopen', 'closed', 'supervisor', { payload: { text: '' } }))).toBe('INVALID_REQUEST text');
    expect(refused(() => act('reopen', 'closed', 'supervisor', { facts: { otherOpenCase: true } }))).toBe(
      'GUARD_REFUSED case.one_open',
    );
  }); // prettier-ignore
});

describe('set_follow_up', () => {
  const set = (payload: object, facts: Partial<CaseFacts> = {}) =>
    act('set_follow_up', 'reviewing', 'agent', { payload: { on: null, text: null, ...payload }, facts });

  it('is due when its day begins at the desk, or so many working days from now', () => {
    expect(set({ on: '2026-11-27', text: 'the lab answers then' })).toMatchObject({
      effects: [{ kind: 'set_follow_up', dueAt: new Date('2026-11-26T16:00:00Z') }],
      event: { type: 'follow_up_set', data: { on: '2026-11-27' }, content: { text: 'the lab answers then' } },
    });
    // From Monday on, the fifth working day is the next Monday.
    expect(set({ workingDays: 5 }).event.data).toEqual({ on: '2026-11-30' });
  });

  it('lies ahead, within a year, and is said one way', () => {
    for (const on of ['2026-11-23', '2026-11-22', '2027-11-25'])
      expect(refused(() => set({ on }))).toBe('INVALID_REQUEST set_follow_up.ahead');
    expect(refused(() => set({ on: '2026-02-30' }))).toBe('INVALID_REQUEST set_follow_up.day');
    for (const workingDays of [0, 251])
      expect(refused(() => set({ workingDays }))).toBe('INVALID_REQUEST set_follow_up.length');
    for (const both of [{}, { on: '2026-11-27', workingDays: 2 }])
      expect(refused(() => set(both))).toBe('INVALID_REQUEST set_follow_up.one');
  });

  it('is cleared where there is one', () => {
    const none = { facts: { followUp: null } };
    expect(act('clear_follow_up', 'reviewing', 'agent').effects).toEqual([{ kind: 'clear_follow_up' }]);
    expect(refused(() => act('clear_follow_up', 'reviewing', 'agent', none))).toBe(
      'GUARD_REFUSED clear_follow_up.set',
    );
  });
});

it('waits for somebody to take it where nobody has it and its state waits for no other step of a person', () => {
  const waits = (ownerId: string | null) =>
    CASE_STATES.filter((state) =>
      dutiesOf(snapshotIn(state, { ownerId }), favourableFacts(state)).some(
        ({ action }) => action === 'take',
      ),
    );
  expect(waits(null)).toEqual([
    'awaiting_merchant',
    'upheld',
    'remediating',
    'replacing',
    'restoring',
    'monitoring',
    'terminating',
  ]);
  expect(waits(IDS.agent)).toEqual([]);
});

describe('set_priority', () => {
  const began = beginRun({ kind: 'working_days', count: 5 }, inHours(-24 * 7), 'desk');
  const decision = { kind: 'decision', run: began, dueAt: inHours(1), paused: false, overdue: false } as const;
  const set = (
    priority: number,
    slaClass: 'P1' | 'P2' | 'P3' | 'P4',
    { persona = 'supervisor', clocks = [decision] }: { persona?: Persona; clocks?: CaseFacts['clocks'] } = {},
  ) =>
    act('set_priority', 'reviewing', persona, {
      snapshot: { slaClass, priority: Number(slaClass.slice(1)) },
      facts: { clocks },
      payload: { priority },
    });
  const targetOf = (outcome: ReturnType<typeof set>) =>
    outcome.effects.flatMap((effect) => (effect.kind === 'retarget_clock' ? [effect.target] : []));

  it.each([
    ['P2', 1, 3],
    ['P4', 3, 3],
    ['P4', 2, 3],
  ] as const)('gives a %s that is set to %i the time of the shortest class that presses so: %i working days', (slaClass, priority, count) => {
    expect(targetOf(set(priority, slaClass))).toEqual([{ kind: 'working_days', count }]);
  });

  it.each([
    ['P2', 3],
    ['P2', 4],
  ] as const)('leaves a %s that is set to %i the time of its class', (slaClass, priority) => {
    expect(targetOf(set(priority, slaClass))).toEqual([]);
  });

  it('moves the triage of a case that nobody has looked at to the time of the class that presses so', () => {
    const triage = { ...decision, kind: 'triage', run: beginRun({ kind: 'working_days', count: 1 }, NOW, 'desk') } as const;
    const { effects } = act('set_priority', 'reported', 'supervisor', { facts: { clocks: [triage] }, payload: { priority: 1 } });
    expect(effects).toContainEqual({ kind: 'retarget_clock', clock: 'triage', target: { kind: 'hours', count: 2 }, calendar: 'desk' });
  });

  it('says why, from what to what, when it is due then, and that a breach is no more', () => {
    const late = { ...decision, run: beginRun({ kind: 'working_days', count: 1 }, inHours(-30), 'desk'), overdue: true } as const;
    const { changes, event, effects } = set(3, 'P2', { clocks: [late] });
    expect(changes).toEqual({ priority: 3 });
    expect(event).toMatchObject({
      type: 'priority_set',
      data: { from: 2, priority: 3, clock: 'decision', corrected: true },
      content: { text: expect.any(String) },
    });
    expect(effects).toContainEqual({ kind: 'task_for_owner', task: 'priority_set' });
  });

  it('by the clock moves no clock and needs no words, and by nobody leaves it as it is', () => {
    const { effects, event } = set(1, 'P2', { persona: 'clock' });
    expect([effects, event]).toEqual([[], { type: 'priority_set', data: { from: 2, priority: 1 } }]);
    expect(refused(() => set(2, 'P2'))).toBe('INVALID_REQUEST set_priority.another');
    expect(refused(() => set(0, 'P2'))).toBe('INVALID_REQUEST set_priority.another');
    expect(refused(() => set(5, 'P2'))).toBe('INVALID_REQUEST set_priority.another');
    expect(refused(() => act('set_priority', 'reviewing', 'supervisor', { payload: { text: ' ' } }))).toBe('INVALID_REQUEST text');
    expect(refused(() => act('set_priority', 'reviewing', 'agent'))).toBe('ACTION_NOT_YOURS set_priority.who');
  });
}); // prettier-ignore
