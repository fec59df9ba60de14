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
