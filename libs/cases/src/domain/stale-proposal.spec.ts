import { NOW } from '../../../../test/factories/case-facts';
import { verdictOn } from '../../../../test/support/attempts';
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
const hit = (identity: string, weight = 1) => ({ id: `id of ${identity}`, rule: 'R1a', identity, weight });

const MOVING: readonly (readonly [string, Change])[] = [
  ['a new file', items({ files: 2 })],
  ['a file that the scanner refused since', items({ files: 0 })],
  ['an item supplied', items({ state: 'supplied' })],
  ['an item accepted', items({ state: 'accepted' })],
  ['a new item', ({ items: all }) => ({ items: [...all, ...all.map((item) => ({ ...item, code: 'E02' as const }))] })],
  ['a new measure', measures((all) => [...all, { id: 'new', level: 'F1', scope: 'amount_limits' }])],
  ['a measure ended', measures(() => [])],
  ['a measure raised', measures((all) => all.map((one) => ({ ...one, level: 'F5' })))],
  ['a measure of another scope', measures((all) => all.map((one) => ({ ...one, scope: 'merchant' })))],
  ['a new hit', findings((all) => [...all, hit('R4a|y')])],
  ['another hit', findings(() => [hit('R1a|z', 10)])],
  ['a hit gone', findings(() => [])],
]; // prettier-ignore

it.each(MOVING)('is stale after %s, and then only return is open', (_what, change) => {
  expect(approve(change)).toBe('PROPOSAL_STALE approve.unchanged');
  expect(
    verdictOn({ action: 'return', state: 'pending_approval', by: 'supervisor', facts: change }),
  ).toBe('ok'); // prettier-ignore
});

it.each<readonly [string, Change]>([
  ['a second scan with the same hits', findings((all) => all.map((one) => ({ ...one, id: 'other row' })))],
  ['the same hits in another order', findings((all) => [...all].reverse())],
  ['a hit that does not weigh', findings((all) => [...all, hit('R8|w', 0)])],
  ['another due date', (facts) => ({ watchUntil: facts.now })],
])('is not stale after %s', (_what, change) => {
  expect(approve(change)).toBe('ok');
});

it('is stale after a hold, even for the outcome that a hold allows', () => {
  const kept = (facts: CaseFacts): Partial<CaseFacts> => ({
    pendingProposal: facts.pendingProposal && { ...facts.pendingProposal, outcome: 'K' },
  });
  expect(approve((facts) => ({ ...kept(facts), authorityHold: true }))).toBe(
    'PROPOSAL_STALE approve.unchanged',
  );
  const proposedUnderHold = (facts: CaseFacts): Partial<CaseFacts> => {
    const fingerprint = fingerprintOf({ ...facts, authorityHold: true });
    const { pendingProposal } = kept(facts);
    return { authorityHold: true, pendingProposal: pendingProposal && { ...pendingProposal, fingerprint } };
  };
  expect(approve(proposedUnderHold)).toBe('ok');
});
