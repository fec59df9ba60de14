import { png } from '../factories/freeze-case';
import { frozenTwin, Twins } from '../support/twins';
import { withoutTimes, type Transcript } from '../support/merchant-transcript';
import { itemOf } from '../support/twin-items';
import { upToDecision, type Twin } from '../support/twin-steps';
import { MailRoom } from '../support/mail-room';
import type { TestDesk } from '../support/test-desk';
import { mailsAlike, mailsSent } from '../support/twin-mails';

// For what hangs, not for what is slow: all that both merchants can read is compared at every stop of a case.
jest.setTimeout(600_000);

let room: MailRoom;
let desk: TestDesk;
beforeAll(async () => {
  room = await MailRoom.start({ THAW_LOG_LEVEL: 'warn' });
  ({ desk } = room);
});
afterAll(() => room.stop());

/** With mailboxes from before the notice: who is told what by mail is settled beside the steps of the case. */
const frozen = (reasonCode: string, heldGround: string): Promise<Twin> =>
  frozenTwin(desk, reasonCode, heldGround, ({ merchant }) => room.mailboxOf(merchant));
const besideEachOther = (twins: readonly Twin[], same = (transcript: Transcript) => transcript): Twins =>
  new Twins(desk, twins, same, (all) => mailsSent(room, all));

it('an authority’s paper in the file: the merchant sees neither that it came nor that it was read', async () => {
  const fraud = await frozen('GAMBLING_FRAUD', 'authority');
  const twins = besideEachOther([await frozen('CASHOUT', 'review'), fraud], withoutTimes);
  await upToDecision(twins, ['E01', 'E02', 'E05', 'E13'], ['E02', 'E05']);
  const itemId = await itemOf(fraud, 'E17');
  await fraud.driven.upload(fraud.cast.agent, itemId);
  await twins.alike('an authority’s paper uploaded');
  await fraud.driven.act(fraud.cast.agent, 'assess', { itemId });
  await twins.alike('an authority’s paper accepted');
  // Only one of the two reasons needs it: what came by itself is shown as what nobody asked for.
  await twins.each(async (twin) =>
    twin.driven.upload(twin.cast.agent, await itemOf(twin, 'E07'), png(), 201, { onBehalfChannel: 'paper' }),
  );
  await twins.alike('a paper that nobody asked for');
  await fraud.cast.merchant.http
    .post(`/v1/cases/${fraud.driven.number}/evidence/${itemId}/files`)
    .attach('file', Buffer.from('x'), 'x.png')
    .expect(404);
  await mailsAlike(room, twins);
});
