import type { MeasureDraft } from '@thaw/registry/measures';
import { IDS, measureFact } from '../../../../test/factories/case-facts';
import { attempt, verdictOn, type Attempted } from '../../../../test/support/attempts';
import {
  OUTCOMES,
  REFERENCE_VERSION,
  REASON_CODES,
  type CaseFacts,
  type CaseState,
  type Outcome,
  referenceOf,
  type ReasonCode,
  type StepCode,
} from './index';

const { reasons } = referenceOf(REFERENCE_VERSION);

const propose = (payload: object, over: Partial<Attempted> = {}): Attempted => ({
  action: 'propose',
  state: 'reviewing',
  by: 'agent',
  payload,
  ...over,
});
const items = (over: Partial<CaseFacts['items'][number]>) => (facts: CaseFacts) => ({
  items: facts.items.map((item) => ({ ...item, ...over })),
});
const verified = ({ steps }: { readonly steps: object }): CaseFacts['steps'] =>
  (Object.keys(steps) as StepCode[]).map((code) => ({ code, state: 'verified', attestedBy: IDS.other }));
/** Nothing is left to accept, and every step that persons attest is verified. */
const accepted = (facts: CaseFacts): Partial<CaseFacts> => ({
  ...items({ state: 'accepted' })(facts),
  steps: verified(referenceOf(REFERENCE_VERSION)),
});
/** A reason whose steps persons attest; those of others a proposal shows. */
const underReasonOf = (outcome: unknown): Partial<Attempted> =>
  outcome === 'UR' ? { snapshot: { reasonCode: 'ROUND_PATTERN' } } : {};
const lifted = { measuresAfter: [{ measureId: IDS.measure, change: 'lift' }] };
const kept = { measuresAfter: [{ measureId: IDS.measure, change: 'keep' }] };
const narrowed = (over: object = {}) => ({
  measuresAfter: [{ measureId: IDS.measure, change: 'narrow', level: 'F1', ...over }],
});

/** A reason under which each outcome is possible. */
const REASON_FOR: { readonly [outcome in Outcome]: ReasonCode } = {
  U: 'CASHOUT', UR: 'ROUND_PATTERN', T: 'CASHOUT', B: 'CASHOUT', RM: 'MCC_MISUSE', RP: 'TAMPER', RL: 'RELOCATION', K: 'AML',
}; // prettier-ignore
const AFTER: { readonly [outcome in Outcome]: object } = {
  U: lifted, UR: narrowed(), RM: lifted, RP: lifted, RL: narrowed(), T: kept, B: kept, K: kept,
}; // prettier-ignore

/** Only an order that stands can be kept to. */
const orderFor = (outcome: Outcome): Partial<CaseFacts> => (outcome === 'K' ? { authorityHold: true } : {});

describe('a proposal', () => {
  it('takes exactly the outcomes of its reason', () => {
    for (const reasonCode of REASON_CODES) {
      for (const outcome of OUTCOMES) {
        const attempted = propose(
          { outcome, ...AFTER[outcome] },
          { snapshot: { reasonCode }, facts: (facts) => ({ ...accepted(facts), ...orderFor(outcome) }) },
        );
        const possible = reasons[reasonCode].outcomes.includes(outcome);
        const refused = 'INVALID_REQUEST propose.outcome_of_reason @outcome';
        const lacking = [
          'GUARD_REFUSED propose.required_accepted @outcome',
          'GUARD_REFUSED propose.measures_of_steps @measuresAfter',
        ];
        const verdict = verdictOn(attempted);
        expect([reasonCode, outcome, lacking.includes(verdict) ? 'ok' : verdict]).toEqual([reasonCode, outcome, possible ? 'ok' : refused]); // prettier-ignore
      }
    }
  });

  it.each(OUTCOMES)('%s needs every required item accepted or waived, or none of them', (outcome) => {
    const restores = ['U', 'UR', 'RM', 'RP', 'RL'].includes(outcome);
    const reasonCode = REASON_FOR[outcome];
    const code = reasons[reasonCode].evidence[0];
    const verdict = (over: Partial<CaseFacts['items'][number]>) =>
      verdictOn(propose({ outcome, ...AFTER[outcome] }, { snapshot: { reasonCode }, facts: (facts) => ({ ...accepted(facts), ...items({ code, ...over })(facts), ...orderFor(outcome) }) }));
    for (const state of ['accepted', 'waived'] as const) expect(verdict({ state })).toBe('ok');
    const refused = restores ? 'GUARD_REFUSED propose.required_accepted @outcome' : 'ok';
    for (const state of ['needed', 'requested', 'rejected'] as const) expect(verdict({ state })).toBe(refused);
    // What the reason needs stays needed where the merchant was asked for it as optional.
    expect(verdict({ state: 'rejected', required: false })).toBe(refused);
    expect(verdict({ state: 'rejected', required: false, code: 'E16' })).toBe('ok');
  }); // prettier-ignore

  it.each<readonly [string, string, object]>([
    ['U that lifts all', 'ok', { outcome: 'U', ...lifted }],
    ['U that keeps', 'GUARD_REFUSED measures.all_lifted @measuresAfter[0].change', { outcome: 'U', ...kept }],
    ['U that narrows', 'GUARD_REFUSED measures.all_lifted @measuresAfter[0].change', { outcome: 'U', ...narrowed() }],
    ['UR that keeps all', 'GUARD_REFUSED measures.something_given_back @measuresAfter', { outcome: 'UR', ...kept }],
    ['UR that narrows', 'ok', { outcome: 'UR', ...narrowed() }],
    ['UR that lifts all', 'GUARD_REFUSED measures.restricted @measuresAfter', { outcome: 'UR', ...lifted }],
    ['T that lifts', 'GUARD_REFUSED measures.all_kept @measuresAfter[0].change', { outcome: 'T', ...lifted }],
    ['B that narrows', 'GUARD_REFUSED measures.all_kept @measuresAfter[0].change', { outcome: 'B', ...narrowed() }],
    ['a measure left out', 'GUARD_REFUSED measures.each @measuresAfter', { outcome: 'U', measuresAfter: [] }],
    ['a measure of another case', 'INVALID_REQUEST @measuresAfter[0].measureId', { measuresAfter: [{ measureId: IDS.other, change: 'keep' }] }],
    ['a measure twice', 'INVALID_REQUEST @measuresAfter[1].measureId', { measuresAfter: [...kept.measuresAfter, ...kept.measuresAfter] }],
    ['a change that is none', 'INVALID_REQUEST @measuresAfter[0].change', { measuresAfter: [{ measureId: IDS.measure, change: 'raise' }] }],
    ['narrowed to the same level', 'INVALID_REQUEST @measuresAfter[0].level', { outcome: 'UR', ...narrowed({ level: 'F4' }) }],
    ['narrowed upwards', 'INVALID_REQUEST @measuresAfter[0].level', { outcome: 'UR', ...narrowed({ level: 'F5' }) }],
    ['narrowed to no level', 'INVALID_REQUEST @measuresAfter[0].level', { outcome: 'UR', ...narrowed({ level: 'F9' }) }],
    ['narrowed to F1 with limits', 'ok', { outcome: 'UR', ...narrowed({ limitSingleFen: 1, limitDailyFen: 9 }) }],
    ['limits at F3', 'INVALID_REQUEST @measuresAfter[0].limitDailyFen', { outcome: 'UR', ...narrowed({ level: 'F3', limitDailyFen: 9 }) }],
    ['a limit that no database holds', 'INVALID_REQUEST @measuresAfter[0].limitSingleFen', { outcome: 'UR', ...narrowed({ limitSingleFen: 1e300 }) }],
    ['a finding without a reason', 'GUARD_REFUSED reasons.every_finding @reasons', { reasons: [] }],
    ['a blank reason', 'INVALID_REQUEST @reasons[0]', { reasons: [{ findingId: IDS.finding, reason: ' ' }] }],
    ['a finding of another scan', 'INVALID_REQUEST @reasons[0].findingId', { reasons: [{ findingId: IDS.other, reason: 'x' }] }],
    ['a finding twice', 'INVALID_REQUEST @reasons[1].findingId', { reasons: [1, 2].map(() => ({ findingId: IDS.finding, reason: 'x' })) }],
    ['no text', 'INVALID_REQUEST @text', { text: ' ' }],
  ])('with %s: %s', (_what, verdict, payload) => {
    expect(verdictOn(propose(payload, { facts: accepted, ...underReasonOf((payload as { outcome?: string }).outcome) }))).toBe(verdict);
  }); // prettier-ignore

  it.each<readonly [string, string, MeasureDraft, object]>([
    ['another limit at F1', 'ok', { level: 'F1', scope: 'amount_limits', limitDailyFen: 100 }, { level: 'F1', limitDailyFen: 200 }],
    ['one limit more at F1', 'ok', { level: 'F1', scope: 'amount_limits', limitSingleFen: 100 }, { level: 'F1', limitDailyFen: 200 }],
    ['one terminal of all', 'ok', { level: 'F4', scope: 'merchant' }, { level: 'F4', scope: 'terminal' }],
    ['refunds alone', 'ok', { level: 'F3', scope: 'terminal' }, { level: 'F3', scope: 'refunds' }],
    ['a lower limit', 'INVALID_REQUEST @measuresAfter[0].limitDailyFen', { level: 'F1', scope: 'amount_limits', limitDailyFen: 100 }, { level: 'F1', limitDailyFen: 99 }],
    ['the limit as it is', 'INVALID_REQUEST @measuresAfter[0].level', { level: 'F1', scope: 'amount_limits', limitDailyFen: 100 }, { level: 'F1', limitDailyFen: 100 }],
    ['all terminals', 'INVALID_REQUEST @measuresAfter[0].scope', { level: 'F4', scope: 'terminal' }, { level: 'F1', scope: 'merchant' }],
    ['a scope that is none', 'INVALID_REQUEST @measuresAfter[0].scope', { level: 'F4', scope: 'terminal' }, { level: 'F1', scope: 'refunds' }],
  ])('narrowed to %s: %s', (_what, verdict, draft, to) => {
    const facts = (favourable: CaseFacts): Partial<CaseFacts> => ({
      ...accepted(favourable),
      measures: [measureFact(IDS.measure, draft)],
    });
    const measuresAfter = [{ measureId: IDS.measure, change: 'narrow', ...to }];
    expect(verdictOn(propose({ outcome: 'UR', measuresAfter }, { snapshot: { reasonCode: 'LIMIT_BREACH' }, facts }))).toBe(verdict);
  }); // prettier-ignore

  describe('with two measures in force', () => {
    const withBoth = (level: 'F0' | 'F1') => (facts: CaseFacts) => ({
      ...accepted(facts),
      measures: [...facts.measures, measureFact(IDS.other, { level, scope: 'terminal' })],
    });
    const both = (first: string, second: string) => ({
      measuresAfter: [{ measureId: IDS.measure, change: first }, { measureId: IDS.other, change: second }],
    });

    it.each<readonly [string, string, string, 'F0' | 'F1', string]>([
      ['UR', 'lift', 'keep', 'F1', 'ok'],
      ['UR', 'keep', 'lift', 'F1', 'ok'],
      ['UR', 'keep', 'keep', 'F1', 'GUARD_REFUSED measures.something_given_back @measuresAfter'],
      ['UR', 'lift', 'lift', 'F1', 'GUARD_REFUSED measures.restricted @measuresAfter'],
      // F0 observes: a merchant does not feel it end.
      ['UR', 'keep', 'lift', 'F0', 'GUARD_REFUSED measures.something_given_back @measuresAfter'],
      ['UR', 'lift', 'keep', 'F0', 'ok'],
    ])('%s that does %s and %s (%s): %s', (outcome, first, second, level, verdict) => {
      expect(verdictOn(propose({ outcome, ...both(first, second) }, { facts: withBoth(level), ...underReasonOf(outcome) }))).toBe(verdict);
    });
  }); // prettier-ignore

  it.each(['RM', 'RP', 'RL'] as const)('%s gives something back after the remedy, and may give back all', (outcome) => {
    const verdict = (after: object) =>
      verdictOn(propose({ outcome, ...after }, { snapshot: { reasonCode: REASON_FOR[outcome] }, facts: items({ code: 'E16', required: false }) }));
    expect([lifted, narrowed(), kept].map(verdict)).toEqual(['ok', 'ok', 'GUARD_REFUSED measures.something_given_back @measuresAfter']);
  }); // prettier-ignore

  it('of K lifts and narrows nothing', () => {
    for (const after of [lifted, narrowed()]) {
      const attempted = propose({ outcome: 'K', ...after }, { snapshot: { reasonCode: 'AML' }, facts: () => ({ authorityHold: true }) });
      expect(verdictOn(attempted)).toBe('GUARD_REFUSED measures.all_kept @measuresAfter[0].change');
    }
  }); // prettier-ignore

  it('of K needs an order that stands: without one nobody could ever end it', () => {
    const verdict = (authorityHold: boolean) =>
      verdictOn(propose({ outcome: 'K', ...kept }, { snapshot: { reasonCode: 'AML' }, facts: () => ({ authorityHold }) }));
    expect([verdict(true), verdict(false)]).toEqual(['ok', 'GUARD_REFUSED propose.order_stands @outcome']);
  }); // prettier-ignore

  it('on a case without measures lifts and restricts nothing, and may', () => {
    const none = (facts: CaseFacts): Partial<CaseFacts> => ({ ...accepted(facts), measures: [] });
    for (const outcome of ['U', 'UR']) {
      expect(
        verdictOn(propose({ outcome, measuresAfter: [] }, { facts: none, ...underReasonOf(outcome) })),
      ).toBe('ok');
    }
  });
});

describe('an appeal decision', () => {
  const upheld = (appealedState: CaseState, appealedOutcome: Outcome, round: number, authorityHold = appealedOutcome === 'K'): CaseState =>
    attempt({
      action: 'uphold_appeal',
      state: 'appealing',
      by: 'reviewer',
      facts: ({ openAppeal }) => ({
        authorityHold,
        openAppeal: openAppeal && { ...openAppeal, appealedState, appealedOutcome, round },
      }),
    }).to; // prettier-ignore

  it('on an order that was released meanwhile leaves it upheld, which is then taken back by itself', () => {
    expect([1, 2].map((round) => upheld('upheld', 'K', round, false))).toEqual(['upheld', 'upheld']);
    const back = (outcome: Outcome, authorityHold: boolean) =>
      verdictOn({ action: 'reconsider', state: 'upheld', by: 'clock', snapshot: { outcome }, facts: () => ({ authorityHold }) });
    expect(back('K', false)).toBe('ok');
    expect([back('K', true), back('T', false), back('B', false)]).toEqual(Array(3).fill('GUARD_REFUSED reconsider.order_released'));
  }); // prettier-ignore

  it('ends a termination with the last round, and never an authority’s order', () => {
    expect(['T', 'B', 'K'].map((outcome) => upheld('upheld', outcome as Outcome, 1))).toEqual([
      'upheld', 'upheld', 'upheld',
    ]); // prettier-ignore
    expect(['T', 'B', 'K'].map((outcome) => upheld('upheld', outcome as Outcome, 2))).toEqual([
      'terminating', 'terminating', 'upheld',
    ]); // prettier-ignore
    for (const state of ['remediating', 'replacing', 'monitoring', 'closed'] as const) {
      expect(upheld(state, 'UR', 2)).toBe(state);
    }
  });

  it.each<readonly [string, string, object]>([
    ['full, not U', 'INVALID_REQUEST overturn.outcome_of_reason @outcome', { extent: 'full', outcome: 'UR' }],
    [
      'partial, but U',
      'INVALID_REQUEST overturn.outcome_of_reason @outcome',
      { extent: 'partial', outcome: 'U' },
    ],
    [
      'partial, but T',
      'INVALID_REQUEST overturn.outcome_of_reason @outcome',
      { extent: 'partial', outcome: 'T', ...kept },
    ],
    ['of no extent', 'INVALID_REQUEST @extent', { extent: 'half' }],
    ['partial and narrowed', 'ok', { extent: 'partial', outcome: 'UR', ...narrowed() }],
    [
      'partial, with nothing changed',
      'GUARD_REFUSED measures.something_given_back @measuresAfter',
      { extent: 'partial', outcome: 'UR', ...kept },
    ],
    [
      'partial, with nothing left',
      'GUARD_REFUSED measures.restricted @measuresAfter',
      { extent: 'partial', outcome: 'UR', ...lifted },
    ],
    ['full, keeping a measure', 'GUARD_REFUSED measures.all_lifted @measuresAfter[0].change', kept],
    ['without reasons', 'GUARD_REFUSED reasons.every_finding @reasons', { reasons: [] }],
    ['without a text', 'INVALID_REQUEST @text', { text: '' }],
  ])('overturns %s: %s', (_what, verdict, payload) => {
    const put = { facts: accepted, ...underReasonOf((payload as { outcome?: string }).outcome) };
    expect(verdictOn({ action: 'overturn', state: 'appealing', by: 'reviewer', payload, ...put })).toBe(
      verdict,
    );
  });

  it('partly granted takes exactly the outcomes of its reason that give something back', () => {
    const partial = (reasonCode: ReasonCode) =>
      (['UR', 'RM', 'RP', 'RL'] as const).filter((outcome) => {
        const payload = { extent: 'partial', outcome, ...narrowed() };
        const verdict = verdictOn({ action: 'overturn', state: 'appealing', by: 'reviewer', snapshot: { reasonCode }, payload, facts: accepted });
        // A cash-out's measures must show more than this one narrowed.
        if (verdict === 'GUARD_REFUSED overturn.measures_of_steps @measuresAfter') return true;
        if (verdict !== 'ok') expect(verdict).toMatch(/^INVALID_REQUEST overturn.outcome_of_reason @(outcome|extent)$/);
        return verdict === 'ok';
      });
    expect(Object.fromEntries(REASON_CODES.map((code) => [code, partial(code).join(' ')]))).toEqual({
      CASHOUT: 'UR', ROUND_PATTERN: 'UR', LIMIT_BREACH: 'UR', OUT_OF_HOURS: 'UR', CARD_REPEAT: 'UR', CREDIT_ONLY: 'UR',
      MCC_MISUSE: 'RM', ERQING: 'RM', RELOCATION: 'RL', BINDING_MISMATCH: 'RM RP', SWITCHED_APP: 'RP', COUNTERFEIT: '',
      SKIMMING: 'RM RP', TAMPER: 'RP', MALWARE: 'RM RP', AML: 'UR', GAMBLING_FRAUD: '', REFUND_ABUSE: 'UR',
      CARD_TESTING: 'RM', CHARGEBACK: 'RM', RETRIEVAL_DEFAULT: 'RM', KYC_EXPIRED: '', HARDWARE: 'RP', AUTHORITY_ORDER: '',
    });
  }); // prettier-ignore

  it('fully granted lifts under every reason: the freeze itself had no ground', () => {
    for (const reasonCode of REASON_CODES) {
      const attempted = {
        action: 'overturn',
        state: 'appealing',
        by: 'reviewer',
        snapshot: { reasonCode },
      } as const;
      expect([reasonCode, verdictOn(attempted)]).toEqual([reasonCode, 'ok']);
    }
  });

  it.each(['appeal', 'uphold_appeal'] as const)('%s answers every finding, once', (action) => {
    const [state, by, list] =
      action === 'appeal' ? (['upheld', 'merchant', 'answers'] as const) : (['appealing', 'reviewer', 'reasons'] as const); // prettier-ignore
    const said = { findingId: IDS.finding, answer: 'so', reason: 'so' };
    const verdict = (answers: object[]) => verdictOn({ action, state, by, payload: { [list]: answers } });
    expect(verdict([said])).toBe('ok');
    expect(verdict([])).toBe(`GUARD_REFUSED ${list}.every_finding @${list}`);
    expect(verdict([said, said])).toBe(`INVALID_REQUEST @${list}[1].findingId`);
    expect(verdict([{ ...said, findingId: IDS.other }])).toBe(`INVALID_REQUEST @${list}[0].findingId`);
  });
});

it.each(['recall_request', 'return', 'withdraw_proposal', 'object', 'appeal', 'uphold_appeal', 'reject', 'message', 'note', 'give_up'] as const)('%s is not taken without words', (action) => {
  const WHERE = {
    recall_request: ['awaiting_merchant', 'agent'],
    return: ['pending_approval', 'supervisor'],
    withdraw_proposal: ['pending_approval', 'agent'],
    object: ['reviewing', 'merchant'],
    appeal: ['upheld', 'merchant'],
    uphold_appeal: ['appealing', 'reviewer'],
    reject: ['reviewing', 'agent'],
    message: ['reviewing', 'merchant'],
    note: ['closed', 'agent'],
    give_up: ['remediating', 'agent'],
  } as const;
  const [state, by] = WHERE[action];
  for (const text of ['', ' \n ', undefined, null, 5, {}]) {
    expect(verdictOn({ action, state, by, payload: { text } })).toBe('INVALID_REQUEST @text');
  }
  expect(verdictOn({ action, state, by, payload: { text: 'words' } })).toBe('ok');
}); // prettier-ignore
