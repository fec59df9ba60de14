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
  decide,
  type ActionName,
  type CaseFacts,
  type CaseSnapshot,
  type CaseState,
  type Persona,
} from './index';

const DAY_MS = 86_400_000;
const later = new Date(NOW.getTime() + DAY_MS);
type Termination = CaseFacts['termination'];

function act(
  action: ActionName,
  state: CaseState,
  persona: Persona,
  { facts = {}, snapshot = {}, payload = {} }: { facts?: Partial<CaseFacts>; snapshot?: Partial<CaseSnapshot>; payload?: object } = {},
  userId?: string,
) {
  return decide(action, snapshotIn(state, snapshot), favourableFacts(state, facts), {
    actor: actorAs(persona, userId),
    personas: [persona],
    payload: { ...favourablePayload(action), ...payload },
  });
} // prettier-ignore

function refused(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (!isDomainError(error)) throw error;
    return `${error.code} ${error.context.rule ?? error.context.field ?? ''}`;
  }
  return 'taken';
}

const why = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (isDomainError(error) && typeof error.context.detail === 'object') return error.context.detail.en;
    throw error;
  }
  return 'taken';
};

describe('lapse', () => {
  const lapse = (snapshot: Partial<CaseSnapshot>, facts: Partial<CaseFacts> = {}) =>
    refused(() => act('lapse', 'upheld', 'clock', { snapshot, facts }));

  it('carries a termination or a listing out once the window has passed, and never an authority’s order', () => {
    expect(lapse({ outcome: 'T', appealUntil: NOW })).toBe('taken');
    expect(lapse({ outcome: 'B', appealUntil: NOW })).toBe('taken');
    expect(lapse({ outcome: 'K', appealUntil: NOW })).toBe('GUARD_REFUSED lapse.outcome');
    expect(lapse({ outcome: 'T', appealUntil: later })).toBe('GUARD_REFUSED lapse.window');
    // Never opened, the letter has started no window.
    expect(lapse({ outcome: 'T', appealUntil: null })).toBe('GUARD_REFUSED lapse.window');
    expect(lapse({ outcome: 'T', appealUntil: NOW }, { authorityHold: true })).toBe(
      'GUARD_REFUSED lapse.no_hold',
    );
  });

  it('waits for no window where the last round of this very decision was upheld', () => {
    const used = { outcome: 'T', appealUntil: null, appealRounds: 2 } as const;
    const upheld = (proposalId: string) => ({ lastAppeal: { proposalId, decision: 'upheld' } });
    expect(lapse(used, upheld('p'))).toBe('taken');
    expect(lapse(used, upheld('an earlier decision'))).toBe('GUARD_REFUSED lapse.window');
    expect(lapse({ ...used, appealRounds: 1 }, upheld('p'))).toBe('GUARD_REFUSED lapse.window');
  });

  it('begins the termination and tells the merchant', () => {
    const { to, effects } = act('lapse', 'upheld', 'clock', { snapshot: { outcome: 'T', appealUntil: NOW } });
    expect(to).toBe('terminating');
    expect(effects).toEqual([
      { kind: 'begin_termination' },
      { kind: 'task_for_owner', task: 'termination_begun' },
      { kind: 'notify_merchant', template: 'termination_notice', outcome: 'T' },
    ]);
  });
});

describe('uphold_appeal where trading was given back', () => {
  const upheld = (appealedState: 'monitoring' | 'closed', measureJoined: boolean) => {
    const appeal = favourableFacts('appealing').openAppeal!;
    const openAppeal = { ...appeal, appealedState, appealedOutcome: 'UR', measureJoined } as const;
    return act('uphold_appeal', 'appealing', 'reviewer', { facts: { openAppeal } });
  };

  it('leads back there, but into an investigation where a notice came meanwhile', () => {
    expect(upheld('monitoring', false).to).toBe('monitoring');
    expect(upheld('closed', false)).toMatchObject({
      to: 'closed',
      changes: { resolution: 'restored_with_limits' },
    });
    for (const appealed of ['monitoring', 'closed'] as const) {
      const { to, changes, effects } = upheld(appealed, true);
      expect([to, changes]).toEqual(['investigating', { newLetter: true, beginsAnew: true, priority: 1 }]);
      expect(effects).toContainEqual({ kind: 'answer_hits', answer: 'refrozen' });
      expect(effects).toContainEqual(expect.objectContaining({ kind: 'start_clock', clock: 'decision' }));
      expect(effects).not.toContainEqual(expect.objectContaining({ kind: 'start_clock', clock: 'watch' }));
    }
  });
});

describe('uphold_appeal with no round left', () => {
  const upheld = (outcome: 'T' | 'K', authorityHold = false, over: Partial<CaseFacts> = {}) => {
    const appeal = favourableFacts('appealing').openAppeal!;
    return act('uphold_appeal', 'appealing', 'reviewer', {
      facts: { openAppeal: { ...appeal, round: 2, appealedOutcome: outcome }, authorityHold, ...over },
    });
  };
  const comingBack = { id: 'r', state: 'compensating', steps: [], hadDevice: true, boundNew: true } as const;

  it('goes on as lapse does, but not on an authority’s order, nor while a hold stands or a device comes back', () => {
    expect(upheld('T').to).toBe('terminating');
    expect(upheld('T').effects).toContainEqual({ kind: 'begin_termination' });
    for (const stays of [
      upheld('K', true),
      upheld('T', true),
      upheld('T', false, { replacement: comingBack }),
    ]) {
      expect(stays.to).toBe('upheld');
      expect(stays.effects).not.toContainEqual({ kind: 'begin_termination' });
    }
  });
});

const bare: Termination = { serialNo: 'SN-1', retired: false, held: [], statement: null };
const held = { measureId: IDS.measure, ground: null, releaseAt: null };
const statement = {
  id: 'st', signedBy: IDS.other, countersignedBy: null,
  deviceRecovered: true, batchSettled: true, listing: null, funds: [],
} as const; // prettier-ignore

describe('confirm_termination', () => {
  const confirm = (termination: Partial<Termination>, outcome: 'T' | 'B' = 'T') => () =>
    act('confirm_termination', 'terminating', 'gateway', { facts: { termination: { ...bare, ...termination } }, snapshot: { outcome } });

  it('closes by the terminal system’s word alone where nothing else is missing', () => {
    const { to, changes, effects } = confirm({ retired: true })();
    expect({ to, changes }).toEqual({ to: 'closed', changes: { resolution: 'terminated' } });
    expect(effects).toEqual([{ kind: 'end_binding' }, { kind: 'notify_merchant', template: 'terminated' }]);
  });

  it('names what is missing', () => {
    expect(why(confirm({}))).toBe('Not done yet: the device retired or recovered; the last batch settled.');
    expect(why(confirm({ retired: true }, 'B'))).toBe('Not done yet: the listing filed.');
    expect(why(confirm({ retired: true, held: [held] }))).toMatch(/held funds released/);
    expect(why(confirm({ serialNo: null }))).toBe('Not done yet: the last batch settled.');
    // What one person says counts once another has countersigned.
    expect(refused(confirm({ statement }))).toBe('GUARD_REFUSED termination.complete');
    expect(refused(confirm({ statement: { ...statement, countersignedBy: IDS.agent } }))).toBe('taken');
  });

  it('lets money stay held on a named ground until a day that lies ahead', () => {
    const until = (releaseAt: Date | null) => confirm({ retired: true, held: [{ ...held, ground: 'disputes', releaseAt }] });
    expect(refused(until(later))).toBe('taken');
    expect(refused(until(NOW))).toBe('GUARD_REFUSED termination.complete');
    expect(refused(until(null))).toBe('GUARD_REFUSED termination.complete');
  });
}); // prettier-ignore

describe('confirm_termination_manually', () => {
  const byHand = (termination: Partial<Termination>, payload: object, { userId = IDS.agent, outcome = 'T', authorityHold = false }: { userId?: string; outcome?: 'T' | 'B'; authorityHold?: boolean } = {}) => () =>
    act('confirm_termination_manually', 'terminating', 'agent', { facts: { termination: { ...bare, ...termination }, authorityHold }, snapshot: { outcome }, payload }, userId);
  const all = { deviceRecovered: true, batchSettled: true };

  it('stays terminating at the first signature, closes at the second, by another person', () => {
    const first = byHand({}, all)();
    expect(first.to).toBe('terminating');
    expect(first.event).toMatchObject({ type: 'termination_signed', content: { text: 'taken back by courier' } });
    expect(refused(byHand({ statement }, { statementId: 'st' }, { userId: IDS.other }))).toBe(
      'SEPARATION_OF_DUTIES termination.second_person',
    );
    const second = byHand({ statement }, { statementId: 'st' })();
    expect(second).toMatchObject({ to: 'closed', changes: { resolution: 'terminated' } });
    expect(second.effects[0]).toEqual({ kind: 'countersign_termination', statementId: 'st' });
    expect(refused(byHand({ statement }, { statementId: 'another' }))).toBe('INVALID_REQUEST statementId');
  });

  it('takes nothing that leaves something missing, and says what', () => {
    expect(why(byHand({}, { deviceRecovered: true }))).toBe('Not done yet: the last batch settled.');
    expect(why(byHand({}, all, { outcome: 'B' }))).toBe('Not done yet: the listing filed.');
    const listed = { ...all, listingReference: 'L-7', listedOn: '2026-11-23' };
    expect(refused(byHand({}, listed, { outcome: 'B' }))).toBe('taken');
    expect(refused(byHand({}, { ...listed, listedOn: '2026-02-30' }, { outcome: 'B' }))).toBe('INVALID_REQUEST listedOn');
    expect(refused(byHand({}, { ...all, text: ' ' }))).toBe('INVALID_REQUEST text');
    expect(why(byHand({ held: [held] }, all))).toMatch(/held funds/);
  });

  it('orders the release that both agree on, and waits for it; never while an authority holds', () => {
    const funds = [{ measureId: IDS.measure, change: 'release' }] as const;
    expect(byHand({ held: [held] }, { ...all, funds })().to).toBe('terminating');
    const signed = { held: [held], statement: { ...statement, funds } };
    const ordered = byHand(signed, { statementId: 'st' })();
    expect(ordered.to).toBe('terminating');
    expect(ordered.effects).toContainEqual({ kind: 'release_held', measureIds: [IDS.measure] });
    expect(refused(byHand(signed, { statementId: 'st' }, { authorityHold: true }))).toBe('GUARD_REFUSED termination.no_hold');
    const kept = (over: object) => byHand({ held: [held] }, { ...all, funds: [{ measureId: IDS.measure, change: 'hold', ground: 'disputes', until: later, ...over }] });
    expect(refused(kept({}))).toBe('taken');
    expect(refused(kept({ until: NOW }))).toBe('INVALID_REQUEST funds[0].until');
    expect(refused(kept({ ground: null }))).toBe('INVALID_REQUEST funds[0].ground');
    expect(refused(kept({ measureId: 'another' }))).toBe('INVALID_REQUEST funds[0].measureId');
  });
}); // prettier-ignore
