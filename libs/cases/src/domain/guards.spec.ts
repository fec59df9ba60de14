import { DomainError } from '@thaw/kernel';
import { IDS, NOW } from '../../../../test/factories/case-facts';
import { attempt, verdictOn, type Attempted, type Edge } from '../../../../test/support/attempts';
import type { ActionName, CaseFacts, Persona } from './index';

const HOUR_MS = 3_600_000;
const at = (offsetMs: number): Date => new Date(NOW.getTime() + offsetMs);

const propose = (over: Partial<Attempted>): Attempted => ({
  action: 'propose',
  state: 'reviewing',
  by: 'agent',
  ...over,
});
const item = (over: Partial<CaseFacts['items'][number]>) => (facts: CaseFacts) => ({
  items: facts.items.map((one) => ({ ...one, ...over })),
});
const cutOff = (agoMs: number) => (facts: CaseFacts) => ({
  scan: facts.scan && { ...facts.scan, cutOffAt: at(-agoMs) },
});

const PROPOSING: readonly Edge[] = [
  ['GUARD_REFUSED propose.scan_finished', 'refuses', 'no scan', propose({ facts: () => ({ scan: null }) })],
  ['propose.scan_fresh', 'holds', 'a scan 24 h old but 1 ms', propose({ facts: cutOff(24 * HOUR_MS - 1) })],
  ['GUARD_REFUSED propose.scan_fresh', 'refuses', 'exactly 24 h', propose({ facts: cutOff(24 * HOUR_MS) })],
  ['propose.items_assessed', 'holds', 'an item rejected', propose({ facts: item({ state: 'rejected' }) })],
  ['propose.items_assessed', 'holds', 'one still needed', propose({ facts: item({ state: 'needed' }) })],
  [
    'GUARD_REFUSED propose.items_assessed',
    'refuses',
    'an item that nobody assessed',
    propose({ facts: item({ state: 'supplied' }) }),
  ],
  ['propose.merchant_heard', 'holds', 'T after the merchant was heard', propose({})],
  ...(['T', 'B', 'K'] as const).map((outcome): Edge => [
    'GUARD_REFUSED propose.merchant_heard @outcome',
    'refuses',
    `${outcome} with a merchant never heard`,
    propose({
      payload: { outcome },
      snapshot: { reasonCode: outcome === 'K' ? 'AUTHORITY_ORDER' : 'CASHOUT' },
      facts: () => ({ merchantWasHeard: false, authorityHold: outcome === 'K' }),
    }),
  ]),
  [
    'INVALID_REQUEST @objectionReply',
    'refuses',
    'an objection without an answer',
    propose({ facts: () => ({ openObjection: { id: 'o' } }) }),
  ],
  [
    'objectionReply',
    'holds',
    'an objection with one',
    propose({ facts: () => ({ openObjection: { id: 'o' } }), payload: { objectionReply: 'because' } }),
  ],
];

const awaiting = (action: ActionName, by: Persona, over: Partial<Attempted> = {}): Attempted => ({
  action,
  state: 'awaiting_merchant',
  by,
  ...over,
});
const missing = item({ files: 0, countedFiles: 0 });
const absences = (itemId: string, reason: string) => ({ payload: { absences: [{ itemId, reason }] } });
const request = (over: Partial<NonNullable<CaseFacts['openRequest']>>) => (facts: CaseFacts) => ({
  openRequest: facts.openRequest && { ...facts.openRequest, ...over },
});
const late = (over: Partial<Attempted>): Attempted => ({
  action: 'undo_overdue',
  state: 'reviewing',
  by: 'clock',
  ...over,
});
const overdue = (over: Partial<NonNullable<CaseFacts['overdueRequest']>>) => (facts: CaseFacts) => ({
  overdueRequest: facts.overdueRequest && { ...facts.overdueRequest, ...over },
});

const SUPPLYING: readonly Edge[] = [
  [
    'GUARD_REFUSED submit_evidence.complete @absences',
    'refuses',
    'a required item without a file',
    awaiting('submit_evidence', 'merchant', { facts: missing }),
  ],
  [
    'submit_evidence.complete',
    'holds',
    'with a reason why not',
    awaiting('submit_evidence', 'merchant', { facts: missing, ...absences(IDS.item, 'it burned') }),
  ],
  [
    'GUARD_REFUSED submit_evidence.complete @absences',
    'refuses',
    'a blank reason',
    awaiting('submit_evidence', 'merchant', { facts: missing, ...absences(IDS.item, ' \n') }),
  ],
  ...[
    ['one that is optional', { required: false }],
    ['one that another request asked for', { inOpenRequest: false }],
    ['one that is not the merchant’s', { supplier: 'vendor' as const }],
    ['one accepted before', { state: 'accepted' as const }],
  ].map(([what, over]): Edge => {
    const facts = item({ files: 0, countedFiles: 0, ...(over as object) });
    return [
      'submit_evidence.complete',
      'holds',
      what as string,
      awaiting('submit_evidence', 'merchant', { facts }),
    ];
  }),
  ...(['agent', 'supervisor'] as const).flatMap((by): readonly Edge[] => [
    [
      'GUARD_REFUSED submit_evidence.answer_brought @absences',
      'refuses',
      `${by} on behalf, with nothing`,
      awaiting('submit_evidence', by, {
        facts: item({ files: 0, countedFiles: 0, filesSinceAsked: 0, required: false }),
      }),
    ],
    [
      'GUARD_REFUSED submit_evidence.answer_brought @absences',
      'refuses',
      `${by} on behalf, with a file from before the request`,
      awaiting('submit_evidence', by, { facts: item({ filesSinceAsked: 0 }) }),
    ],
    [
      'GUARD_REFUSED submit_evidence.answer_brought @absences',
      'refuses',
      `${by} on behalf, with a file of an item that nobody asked the merchant for`,
      awaiting('submit_evidence', by, { facts: item({ inOpenRequest: false }) }),
    ],
    [
      'GUARD_REFUSED submit_evidence.answer_brought @absences',
      'refuses',
      `${by} on behalf, with a blank reason for what is optional`,
      awaiting('submit_evidence', by, {
        facts: item({ files: 0, countedFiles: 0, filesSinceAsked: 0, required: false }),
        ...absences(IDS.item, ' '),
      }),
    ],
    ['submit_evidence.answer_brought', 'holds', `${by} with a file`, awaiting('submit_evidence', by)],
    [
      'submit_evidence.answer_brought',
      'holds',
      `${by} with a reason why there is none`,
      awaiting('submit_evidence', by, {
        facts: item({ files: 0, countedFiles: 0, filesSinceAsked: 0 }),
        ...absences(IDS.item, 'it burned'),
      }),
    ],
  ]),
  [
    'submit_evidence.answer_brought',
    'holds',
    'a merchant who has nothing to add',
    awaiting('submit_evidence', 'merchant', {
      facts: item({ files: 0, countedFiles: 0, filesSinceAsked: 0, required: false }),
    }),
  ],
  [
    'INVALID_REQUEST @onBehalfChannel',
    'refuses',
    'staff who name no channel',
    awaiting('submit_evidence', 'agent', { payload: { onBehalfChannel: ' ' } }),
  ],
  [
    'evidence_overdue.due',
    'holds',
    'the due instant itself',
    awaiting('evidence_overdue', 'clock', { facts: request({ dueAt: NOW }) }),
  ],
  [
    'GUARD_REFUSED evidence_overdue.due',
    'refuses',
    '1 ms before it',
    awaiting('evidence_overdue', 'clock', { facts: request({ dueAt: at(1) }) }),
  ],
  [
    'undo_overdue.in_time',
    'holds',
    'an answer 1 ms before the due instant',
    late({ facts: overdue({ dueAt: at(1) }) }),
  ],
  [
    'GUARD_REFUSED undo_overdue.in_time',
    'refuses',
    'an answer at the due instant',
    late({ facts: overdue({ dueAt: NOW }) }),
  ],
  [
    'GUARD_REFUSED undo_overdue.in_time',
    'refuses',
    'a request that the clock did not close',
    late({ facts: () => ({ overdueRequest: null }) }),
  ],
  [
    'GUARD_REFUSED undo_overdue.in_time',
    'refuses',
    'a request of an appeal, in review since',
    late({ facts: overdue({ returnsTo: 'appealing' }) }),
  ],
  ['recall_request.own', 'holds', 'whoever asked', awaiting('recall_request', 'agent')],
  [
    'GUARD_REFUSED recall_request.own',
    'refuses',
    'a supervisor who did not',
    awaiting('recall_request', 'supervisor', { userId: IDS.other }),
  ],
];

const pending = (action: ActionName, over: Partial<Attempted> = {}): Attempted => ({
  action,
  state: 'pending_approval',
  by: 'supervisor',
  ...over,
});
const hold = () => ({ authorityHold: true });

const APPROVING: readonly Edge[] = [
  ['approve.not_proposer', 'holds', 'another supervisor', pending('approve')],
  ...(['approve', 'return'] as const).map((action): Edge => [
    `SEPARATION_OF_DUTIES ${action}.not_proposer`,
    'refuses',
    `the proposer: ${action}`,
    pending(action, { userId: IDS.other }),
  ]),
  ['return.not_proposer', 'holds', 'another supervisor', pending('return')],
  ['withdraw_proposal.own', 'holds', 'the proposer', pending('withdraw_proposal', { by: 'agent' })],
  [
    'GUARD_REFUSED withdraw_proposal.own',
    'refuses',
    'another agent',
    pending('withdraw_proposal', { by: 'agent', userId: IDS.other }),
  ],
  ['GUARD_REFUSED approve.no_hold', 'refuses', 'a hold', pending('approve', { facts: hold })],
];

it.each([...PROPOSING, ...SUPPLYING, ...APPROVING])('%s %s: %s', (rule, side, _what, attempted) => {
  expect(verdictOn(attempted)).toBe(side === 'holds' ? 'ok' : rule);
});

describe('a proposer who wants to return the own proposal', () => {
  const told = (over: Partial<CaseFacts> = {}): string => {
    try {
      attempt(pending('return', { userId: IDS.other, facts: () => over }));
    } catch (error) {
      if (error instanceof DomainError) return JSON.stringify(error.context.detail);
    }
    return 'nothing';
  };

  it('is told to withdraw it', () => {
    expect(told()).toMatch(/用 withdraw_proposal.*take it back by withdraw_proposal/);
  });

  it('and, where its ground has moved and it cannot be withdrawn, that another returns it', () => {
    expect(told({ measures: [] })).toMatch(/须由另一位主管退回.*withdraw_proposal is closed too/);
    expect(verdictOn(pending('withdraw_proposal', { by: 'agent', facts: () => ({ measures: [] }) }))).toBe(
      'PROPOSAL_STALE withdraw_proposal.unchanged',
    );
  });
});
