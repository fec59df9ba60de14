import { Zone } from '@thaw/kernel';
import { Calendars } from '@thaw/sla/arithmetic';
import {
  IDS,
  NOW,
  actorAs,
  factsFor,
  favourablePayload,
  snapshotIn,
} from '../../../../test/factories/case-facts';
import { verdictOn } from '../../../../test/support/attempts';
import {
  CASE_STATES,
  REFERENCE_VERSION,
  appealRoundsLeft,
  appealWindowEnd,
  decide,
  decisionStands,
  leavesAppeal,
  referenceOf,
  type CaseFacts,
  type CaseState,
  type Outcome,
  type ReferenceData,
} from './index';

const ZONE = new Calendars(0, new Zone('Asia/Shanghai'), []);
const USUAL = referenceOf(REFERENCE_VERSION);
/** A version in which a cash-out has three rounds of thirty days each. */
const LONGER: ReferenceData = {
  ...USUAL,
  reasons: { ...USUAL.reasons, CASHOUT: { ...USUAL.reasons.CASHOUT, appealWindowDays: 30, appealRounds: 3 } },
};
const longer = { reference: LONGER, reasonCode: 'CASHOUT' } as const;

describe('window and rounds of an appeal, as the case’s version says of its reason', () => {
  it('ends the window by its days', () => {
    // The day after the 23rd is the first of 15 or 30; the end is that of Tuesday the 8th, or of Wednesday the 23rd.
    expect(appealWindowEnd({ reference: USUAL, reasonCode: 'CASHOUT' }, NOW, ZONE)).toEqual(new Date('2026-12-08T16:00:00Z'));
    expect(appealWindowEnd({ reference: USUAL, reasonCode: null }, NOW, ZONE)).toEqual(new Date('2026-12-08T16:00:00Z'));
    expect(appealWindowEnd(longer, NOW, ZONE)).toEqual(new Date('2026-12-23T16:00:00Z'));
    expect(appealWindowEnd({ ...longer, reasonCode: 'AML' }, NOW, ZONE)).toEqual(new Date('2026-12-08T16:00:00Z'));
  });

  it('counts what is left, never below none', () => {
    expect([0, 1, 2, 3, 4].map((appealRounds) => appealRoundsLeft({ ...longer, appealRounds }))).toEqual([3, 2, 1, 0, 0]);
    const upheld = { ...longer, state: 'upheld', resolution: null } as const;
    expect(leavesAppeal({ ...upheld, appealRounds: 2 }, 'T')).toBe(true);
    expect(leavesAppeal({ ...upheld, appealRounds: 3 }, 'T')).toBe(false);
    expect(leavesAppeal({ ...upheld, appealRounds: 0 }, 'U')).toBe(false);
  });

  it('leaves an appeal where one is taken, and none where the case is decided anew, given back whole or over', () => {
    const left = (state: CaseState, outcome: Outcome, resolution: string | null = null) =>
      leavesAppeal({ ...longer, appealRounds: 0, state, resolution }, outcome);
    const open: CaseState[] = CASE_STATES.filter((state) => left(state, 'UR'));
    expect(open).toEqual(['upheld', 'remediating', 'replacing', 'restoring', 'monitoring']);
    expect(CASE_STATES.filter((state) => left(state, 'RM'))).toEqual(['upheld', 'remediating', 'replacing']);
    expect(left('closed', 'RL', 'restored_with_limits')).toBe(true);
    for (const resolution of ['restored', 'replaced', 'terminated']) expect(left('closed', 'RL', resolution)).toBe(false);
  });

  it('knows where what was decided stands no more', () => {
    const lost = CASE_STATES.filter((state) => !decisionStands({ state, resolution: null }));
    expect(lost).toEqual(['reported', 'investigating', 'awaiting_merchant', 'reviewing', 'pending_approval']);
    expect(decisionStands({ state: 'closed', resolution: 'restored' })).toBe(true);
    expect(decisionStands({ state: 'closed', resolution: 'not_frozen' })).toBe(false);
  });

  it('opens and closes a round by it', () => {
    const appealing = (reference: ReferenceData, appealRounds: number) =>
      verdictOn({ action: 'appeal', state: 'upheld', by: 'merchant', snapshot: { reference, appealRounds } });
    expect(appealing(LONGER, 2)).toBe('ok');
    expect(appealing(LONGER, 3)).toBe('GUARD_REFUSED appeal.rounds');
    expect(appealing(USUAL, 2)).toBe('GUARD_REFUSED appeal.rounds');
  });

  it('goes on to the end of the terminal only after the last of them', () => {
    const upheld = (reference: ReferenceData, round: number) => {
      const facts = factsFor('uphold_appeal', 'appealing', 'reviewer');
      const openAppeal: CaseFacts['openAppeal'] = facts.openAppeal && { ...facts.openAppeal, round };
      return decide('uphold_appeal', snapshotIn('appealing', { reference, appealRounds: round }), { ...facts, openAppeal }, {
        actor: actorAs('reviewer', IDS.agent),
        personas: ['reviewer'],
        payload: favourablePayload('uphold_appeal'),
      }).to;
    };
    expect([upheld(USUAL, 2), upheld(LONGER, 2), upheld(LONGER, 3)]).toEqual(['terminating', 'upheld', 'terminating']);
  });

  it('begins anew with the decision that stands', () => {
    const { changes } = decide('approve', snapshotIn('pending_approval', { appealRounds: 2 }), factsFor('approve', 'pending_approval', 'supervisor'), {
      actor: actorAs('supervisor'),
      personas: ['supervisor'],
      payload: {},
    });
    expect(changes).toEqual({ outcome: 'T', newLetter: true, appealRounds: 0 });
  });
}); // prettier-ignore
