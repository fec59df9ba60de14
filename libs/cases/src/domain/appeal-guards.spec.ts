import { DomainError, type Actor } from '@thaw/kernel';
import {
  IDS,
  NOW,
  actorAs,
  factsFor,
  favourablePayload,
  snapshotIn,
} from '../../../../test/factories/case-facts';
import { verdictOn, type Attempted, type Edge } from '../../../../test/support/attempts';
import {
  decide,
  type ActionName,
  type CaseFacts,
  type CaseState,
  type Involvement,
  type Persona,
  type Side,
} from './index';

const at = (offsetMs: number): Date => new Date(NOW.getTime() + offsetMs);
const hold = () => ({ authorityHold: true });
const involved = (over: Partial<Involvement>) => (facts: CaseFacts) => ({
  involvement: { ...facts.involvement, ...over },
});

const appeal = (state: CaseState, over: Partial<Attempted> = {}): Attempted => ({
  action: 'appeal',
  state,
  by: 'merchant',
  ...over,
});
const until = (appealUntil: Date) => ({ snapshot: { appealUntil } });

const APPEALING: readonly Edge[] = [
  ['appeal.window', 'holds', 'a letter not opened yet', appeal('upheld')],
  ['appeal.window', 'holds', '1 ms before the end', appeal('upheld', until(at(1)))],
  [
    'GUARD_REFUSED appeal.window',
    'refuses',
    'the end itself',
    appeal('upheld', { ...until(NOW), facts: () => ({ receivedAt: NOW }) }),
  ],
  [
    'appeal.window',
    'holds',
    'received before the end, decided after it',
    appeal('upheld', { ...until(NOW), facts: () => ({ receivedAt: at(-1), now: at(5_000) }) }),
  ],
  ...(['agent', 'supervisor'] as const).flatMap((by): Edge[] => [
    ['appeal', 'holds', `${by} says how the merchant said it`, appeal('upheld', { by })],
    [
      'INVALID_REQUEST @onBehalfChannel',
      'refuses',
      `${by} does not`,
      appeal('upheld', { by, payload: { onBehalfChannel: ' ' } }),
    ],
  ]),
  ['appeal.rounds', 'holds', 'one round used', appeal('upheld', { snapshot: { appealRounds: 1 } })],
  [
    'GUARD_REFUSED appeal.rounds',
    'refuses',
    'both used',
    appeal('upheld', { snapshot: { appealRounds: 2 } }),
  ],
  ...(['UR', 'RL'] as const).map((outcome): Edge => [
    'appeal.restricted_only',
    'holds',
    `watched after ${outcome}`,
    appeal('monitoring', { snapshot: { outcome } }),
  ]),
  ...(['U', 'RM', 'RP'] as const).map((outcome): Edge => [
    'GUARD_REFUSED appeal.restricted_only',
    'refuses',
    `watched after ${outcome}`,
    appeal('monitoring', { snapshot: { outcome } }),
  ]),
  ['appeal.closed', 'holds', 'closed with limits left', appeal('closed')],
  ...(['restored', 'replaced', 'terminated', 'not_frozen', 'duplicate', 'withdrawn'] as const).map(
    (resolution): Edge => [
      'GUARD_REFUSED appeal.closed',
      'refuses',
      `closed as ${resolution}`,
      appeal('closed', { snapshot: { resolution } }),
    ],
  ),
  [
    'GUARD_REFUSED case.one_open',
    'refuses',
    'another open case on the terminal',
    appeal('closed', { facts: () => ({ otherOpenCase: true }) }),
  ],
  [
    'GUARD_REFUSED object.one_open',
    'refuses',
    'a second objection',
    { action: 'object', state: 'reviewing', by: 'merchant', facts: () => ({ openObjection: { id: 'o' } }) },
  ],
  [
    'GUARD_REFUSED object.before_decision',
    'refuses',
    'an objection while an appeal is open',
    {
      action: 'object',
      state: 'awaiting_merchant',
      by: 'merchant',
      facts: () => ({ openAppeal: APPEAL }),
    },
  ],
];
const APPEAL = {
  id: 'a',
  round: 1,
  appealedState: 'upheld',
  appealedOutcome: 'T',
  findings: [],
  measureJoined: false,
} as const;

const REVIEWER_ACTIONS = ['uphold_appeal', 'overturn', 'request_evidence', 'assess', 'reject'] as const;
const HANDS = {
  held: 'placed a hold',
  froze: 'froze',
  proposers: 'proposed',
  approvers: 'approved',
} as const;
const review = (action: ActionName, over: Partial<Attempted> = {}): Attempted => ({
  action,
  state: 'appealing',
  by: 'reviewer',
  ...over,
});

const REVIEWING: readonly Edge[] = REVIEWER_ACTIONS.flatMap((action): Edge[] => [
  ['appeal.independent', 'holds', `a reviewer of no part: ${action}`, review(action)],
  ...(Object.keys(HANDS) as (keyof typeof HANDS)[]).map((hand): Edge => [
    'SEPARATION_OF_DUTIES appeal.independent',
    'refuses',
    `the reviewer who ${HANDS[hand]}: ${action}`,
    review(action, { facts: involved({ [hand]: [IDS.agent] }) }),
  ]),
  [
    'SEPARATION_OF_DUTIES appeal.not_filer',
    'refuses',
    `the reviewer who filed it: ${action}`,
    review(action, { facts: () => ({ openAppeal: { ...APPEAL, filedBy: IDS.agent } }) }),
  ],
  [
    'SEPARATION_OF_DUTIES appeal.next_round',
    'refuses',
    `the reviewer of the last round: ${action}`,
    review(action, { facts: involved({ appealDeciders: [IDS.agent] }) }),
  ],
]);

const system = (action: ActionName, state: CaseState, by: Persona, facts: Attempted['facts']): Attempted => ({
  action,
  state,
  by,
  ...(facts ? { facts } : {}),
});
const restore = (confirmed: number, failed: number) => () => ({ restore: { total: 2, confirmed, failed } });

const NO_COMMAND = { total: 0, confirmed: 0, failed: 0 };

const RESTORING: readonly Edge[] = [
  ['GUARD_REFUSED overturn.no_hold', 'refuses', 'a hold', review('overturn', { facts: hold })],
  [
    'restore.all_confirmed',
    'holds',
    'two of two',
    system('restore_confirmed', 'restoring', 'gateway', restore(2, 0)),
  ],
  [
    'GUARD_REFUSED restore.all_confirmed',
    'refuses',
    'one of two',
    system('restore_confirmed', 'restoring', 'gateway', restore(1, 1)),
  ],
  [
    'GUARD_REFUSED restore.all_confirmed',
    'refuses',
    'no command, and a measure in force',
    system('restore_confirmed', 'restoring', 'gateway', () => ({ restore: NO_COMMAND })),
  ],
  [
    'restore.all_confirmed',
    'holds',
    'no command, and no measure left',
    system('restore_confirmed', 'restoring', 'gateway', () => ({ restore: NO_COMMAND, measures: [] })),
  ],
  ['restore.failed', 'holds', 'one failed', system('retry_restore', 'restoring', 'agent', restore(1, 1))],
  [
    'GUARD_REFUSED restore.failed',
    'refuses',
    'none failed',
    system('retry_restore', 'restoring', 'agent', restore(1, 0)),
  ],
  [
    'watch.over',
    'holds',
    'its last instant',
    system('watch_passed', 'monitoring', 'clock', () => ({ watchUntil: NOW })),
  ],
  [
    'GUARD_REFUSED watch.over',
    'refuses',
    '1 ms less',
    system('watch_passed', 'monitoring', 'clock', () => ({ watchUntil: at(1) })),
  ],
];

const waiting = (
  action: ActionName,
  by: Persona,
  returnsTo: 'reviewing' | 'appealing',
  over: Partial<Involvement> = {},
): Attempted => ({
  action,
  state: 'awaiting_merchant',
  by,
  facts: (facts) => ({
    openRequest: facts.openRequest && { ...facts.openRequest, returnsTo },
    involvement: { ...facts.involvement, ...over },
  }),
});

/** What an appeal asked for is judged by its independent reviewer, what the desk asked for by the desk. */
const WAITING: readonly Edge[] = (['assess', 'reject'] as const).flatMap((action): Edge[] => [
  ...(['agent', 'supervisor'] as const).flatMap((by): Edge[] => [
    [action, 'holds', `${by}, asked by the desk`, waiting(action, by, 'reviewing')],
    [
      'SEPARATION_OF_DUTIES appeal.reviewer_judges',
      'refuses',
      `${by}, asked in an appeal: ${action}`,
      waiting(action, by, 'appealing'),
    ],
  ]),
  [action, 'holds', 'the reviewer, asked in an appeal', waiting(action, 'reviewer', 'appealing')],
  [
    'SEPARATION_OF_DUTIES appeal.desk_judges',
    'refuses',
    `a reviewer, asked by the desk: ${action}`,
    waiting(action, 'reviewer', 'reviewing'),
  ],
  [
    'SEPARATION_OF_DUTIES appeal.independent',
    'refuses',
    `the reviewer who proposed, asked in an appeal: ${action}`,
    waiting(action, 'reviewer', 'appealing', { proposers: [IDS.agent] }),
  ],
]);

const sided = (action: ActionName, state: CaseState, by: Persona, side: 'merchant' | 'desk' | 'compliance') =>
  system(action, state, by, involved({ actorSides: [side] }));

/** A new role never opens a case on which the person acted. */
const SIDES: readonly Edge[] = [
  ['case.one_side', 'holds', 'an agent made supervisor', sided('assign', 'reviewing', 'supervisor', 'desk')],
  [
    'case.one_side',
    'holds',
    'a reviewer who goes on',
    sided('overturn', 'appealing', 'reviewer', 'compliance'),
  ],
  ...(
    [
      ['a merchant user made agent', 'triage', 'reported', 'agent', 'merchant'],
      ['a merchant user made reviewer', 'uphold_appeal', 'appealing', 'reviewer', 'merchant'],
      ['a merchant user made reviewer', 'note', 'closed', 'reviewer', 'merchant'],
      ['an agent made reviewer', 'uphold_appeal', 'appealing', 'reviewer', 'desk'],
      ['a reviewer made supervisor', 'approve', 'pending_approval', 'supervisor', 'compliance'],
      ['an agent hired by the merchant', 'appeal', 'upheld', 'merchant', 'desk'],
      ['an agent hired by the merchant', 'message', 'reviewing', 'merchant', 'desk'],
    ] as const
  ).map(([what, action, state, by, side]): Edge => [
    'SEPARATION_OF_DUTIES case.one_side',
    'refuses',
    `${what}: ${action}`,
    sided(action, state, by, side),
  ]),
];

it.each([...APPEALING, ...REVIEWING, ...RESTORING, ...WAITING, ...SIDES])(
  '%s %s: %s',
  (rule, side, _what, attempted) => {
    expect(verdictOn(attempted)).toBe(side === 'holds' ? 'ok' : rule);
  },
);

describe('a person who is agent and reviewer', () => {
  const both = (action: ActionName, returnsTo: 'reviewing' | 'appealing', actorSides: readonly Side[]) => {
    const facts = factsFor(action, 'awaiting_merchant', 'reviewer');
    const { openRequest, involvement } = facts;
    const asked = { openRequest: openRequest && { ...openRequest, returnsTo }, involvement: { ...involvement, actorSides } };
    const actor = { ...actorAs('agent'), roles: ['agent', 'reviewer'] } as Actor;
    return decide(action, snapshotIn('awaiting_merchant'), { ...facts, ...asked }, {
      actor,
      personas: ['agent', 'reviewer'],
      payload: favourablePayload(action),
    }).persona;
  };

  it.each(['assess', 'recall_request'] as const)('takes %s in the role in which they are on the case', (action) => {
    expect(both(action, 'appealing', ['compliance'])).toBe('reviewer');
    expect(both(action, 'reviewing', ['desk'])).toBe('agent');
    expect(() => both(action, 'appealing', ['merchant'])).toThrow(DomainError);
  });

  it('never judges as a reviewer what they worked on as an agent', () => {
    expect(() => both('assess', 'appealing', ['desk'])).toThrow(
      expect.objectContaining({ context: expect.objectContaining({ rule: 'appeal.reviewer_judges' }) }),
    );
  });
}); // prettier-ignore
