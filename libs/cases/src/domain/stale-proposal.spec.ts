import { IDS, NOW, findingFact, measureFact } from '../../../../test/factories/case-facts';
import { attempt, verdictOn } from '../../../../test/support/attempts';
import { fingerprintOf, type CaseFacts } from './index';

const approve = (facts: (favourable: CaseFacts) => Partial<CaseFacts>): string =>
  verdictOn({ action: 'approve', state: 'pending_approval', by: 'supervisor', facts });

type Change = (facts: CaseFacts) => Partial<CaseFacts>;

const items =
  (over: Partial<CaseFacts['items'][number]>): Change =>
  (facts) => ({ items: facts.items.map((item) => ({ ...item, ...over })) });
const findings =
  (change: (found: NonNullable<CaseFacts['scan']>['findings']) => typeof found): Change =>
  ({ scan }) => ({
    scan: scan && { ...scan, id: 'another scan', cutOffAt: NOW, findings: change(scan.findings) },
  });
const measures =
  (change: (inForce: CaseFacts['measures']) => CaseFacts['measures']): Change =>
  (facts) => ({ measures: change(facts.measures) });
const hit = (identity: string, over: Parameters<typeof findingFact>[2] = {}) =>
  findingFact(`id of ${identity}`, identity, over);

const MOVING: readonly (readonly [string, Change])[] = [
  ['a new file', items({ files: 2 })],
  ['a file that the scanner refused since', items({ files: 0 })],
  ['an item supplied', items({ state: 'supplied' })],
  ['an item accepted', items({ state: 'accepted' })],
  ['a new item', ({ items: all }) => ({ items: [...all, ...all.map((item) => ({ ...item, code: 'E02' as const }))] })],
  ['a new measure', measures((all) => [...all, measureFact('new', { level: 'F1', scope: 'amount_limits' })])],
  ['a measure ended', measures(() => [])],
  ['a measure raised', measures((all) => all.map((one) => ({ ...one, level: 'F5' })))],
  ['a measure of another scope', measures((all) => all.map((one) => ({ ...one, scope: 'merchant' })))],
  ['a limit raised', measures((all) => all.map((one) => ({ ...one, limitDailyFen: 1 })))],
  ['a limit on one transaction', measures((all) => all.map((one) => ({ ...one, limitSingleFen: 1 })))],
  ['more money held', measures((all) => all.map((one) => ({ ...one, heldAmountFen: 1 })))],
  ['another ground to hold it', measures((all) => all.map((one) => ({ ...one, heldGround: 'authority' })))],
  ['another day of its release', measures((all) => all.map((one) => ({ ...one, releaseAt: NOW })))],
  ['an expiry', measures((all) => all.map((one) => ({ ...one, expiresAt: NOW })))],
  ['a hit of more transactions', findings((all) => all.map((one) => ({ ...one, count: one.count + 1 })))],
  ['a hit of a larger sum', findings((all) => all.map((one) => ({ ...one, sumFen: one.sumFen + 1 })))],
  ['a hit that measures more', findings((all) => all.map((one) => ({ ...one, measured: one.measured + 1 })))],
  ['a new hit', findings((all) => [...all, hit('R4a|y')])],
  ['another hit', findings(() => [hit('R1a|z', { weight: 10 })])],
  ['a hit gone', findings(() => [])],
]; // prettier-ignore

it.each(MOVING)('is stale after %s, and then only return is open', (_what, change) => {
  expect(approve(change)).toBe('PROPOSAL_STALE approve.unchanged');
  expect(
    verdictOn({ action: 'withdraw_proposal', state: 'pending_approval', by: 'agent', facts: change }),
  ).toBe('PROPOSAL_STALE withdraw_proposal.unchanged');
  expect(
    verdictOn({ action: 'return', state: 'pending_approval', by: 'supervisor', facts: change }),
  ).toBe('ok'); // prettier-ignore
});

it.each<readonly [string, Change]>([
  ['a second scan with the same hits', findings((all) => all.map((one) => ({ ...one, id: 'other row' })))],
  ['the same hits in another order', findings((all) => [...all].reverse())],
  ['a hit that does not weigh', findings((all) => [...all, hit('R8|w', { weight: 0 })])],
  ['another due date', (facts) => ({ watchUntil: facts.now })],
])('is not stale after %s', (_what, change) => {
  expect(approve(change)).toBe('ok');
});

it('is stale after a hold, even for the outcome that a hold allows', () => {
  const kept = (facts: CaseFacts): Partial<CaseFacts> => ({
    pendingProposal: facts.pendingProposal && { ...facts.pendingProposal, outcome: 'K' },
  });
  const held = { authorityHold: true, holds: [{ id: 'h', placedBy: IDS.other, fileId: 'f' }] };
  expect(approve((facts) => ({ ...kept(facts), ...held }))).toBe('PROPOSAL_STALE approve.unchanged');
  const proposedUnderHold = (facts: CaseFacts): Partial<CaseFacts> => {
    const fingerprint = fingerprintOf({ ...facts, ...held });
    const { pendingProposal } = kept(facts);
    return { ...held, pendingProposal: pendingProposal && { ...pendingProposal, fingerprint } };
  };
  expect(approve(proposedUnderHold)).toBe('ok');
});

describe('an objection while a proposal waits', () => {
  const objection =
    (answersObjection: string | null) =>
    (facts: CaseFacts): Partial<CaseFacts> => ({
      openObjection: { id: IDS.other },
      pendingProposal: facts.pendingProposal && { ...facts.pendingProposal, answersObjection },
    });
  const verdict = (action: 'approve' | 'return' | 'withdraw_proposal', answers: string | null): string =>
    verdictOn({
      action,
      state: 'pending_approval',
      by: action === 'withdraw_proposal' ? 'agent' : 'supervisor',
      facts: objection(answers),
    });

  it('that it does not answer closes its approval; it can be returned or withdrawn', () => {
    for (const answers of [null, IDS.agent]) {
      expect(verdict('approve', answers)).toBe('PROPOSAL_STALE approve.objection_answered');
      expect(verdict('return', answers)).toBe('ok');
      expect(verdict('withdraw_proposal', answers)).toBe('ok');
    }
  });

  it('that it answers lets it be approved', () => {
    expect(verdict('approve', IDS.other)).toBe('ok');
  });

  it('is marked answered by the proposal that answers it, and no other is', () => {
    const effectsOf = (facts: (favourable: CaseFacts) => Partial<CaseFacts>) =>
      attempt({ action: 'approve', state: 'pending_approval', by: 'supervisor', facts }).effects;
    expect(effectsOf(objection(IDS.other))).toContainEqual({
      kind: 'answer_objection',
      objectionId: IDS.other,
      proposalId: 'p',
    });
    expect(effectsOf(() => ({})).map(({ kind }) => kind)).not.toContain('answer_objection');
  });
});
