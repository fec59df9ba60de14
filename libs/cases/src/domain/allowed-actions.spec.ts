import { actorAs, favourableFacts, snapshotIn } from '../../../../test/factories/case-facts';
import { allowedActions, type ActionStanding, type CaseFacts } from './index';

const standing = (over: Partial<CaseFacts>): ActionStanding | undefined =>
  allowedActions(snapshotIn('reviewing'), favourableFacts('reviewing', over), actorAs('merchant')).find(
    ({ action }) => action === 'object',
  );

it('lists an objection as open only where it would be taken', () => {
  expect(standing({})).toMatchObject({ allowed: true });
  expect(standing({ openObjection: { id: 'o' } })).toMatchObject({
    allowed: false,
    code: 'GUARD_REFUSED',
    rule: 'object.one_open',
  });
});

it('tells a merchant the same of their actions wherever the desk is with a case under review', () => {
  const told = (['reported', 'investigating', 'reviewing', 'pending_approval'] as const).map((state) =>
    allowedActions(snapshotIn(state, { reasonCode: 'CASHOUT' }), favourableFacts(state), actorAs('merchant')),
  );
  for (const other of told) expect(other).toEqual(told[0]);
  expect(told[0]?.find(({ action }) => action === 'attest')).toMatchObject({ allowed: false });
});
