import { frozenTwin, Twins } from '../support/twins';
import { type Transcript } from '../support/merchant-transcript';
import { itemOf } from '../support/twin-items';
import { proposal, upToDecision, uploadAll, type Twin } from '../support/twin-steps';
import { MailRoom } from '../support/mail-room';
import type { TestDesk } from '../support/test-desk';
import { mailsAlike, mailsSent } from '../support/twin-mails';

// For what hangs, not for what is slow: all that both merchants can read is compared at every stop of a case.
jest.setTimeout(600_000);

const DAY_MS = 86_400_000;
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

it('CASHOUT and AML, to unfreeze: the merchant cannot tell them apart, to the instant', async () => {
  const twins = besideEachOther([await frozen('CASHOUT', 'review'), await frozen('AML', 'authority')]);
  const codes = ['E01', 'E02', 'E03', 'E05', 'E07', 'E13'];
  await upToDecision(twins, codes, codes);
  await twins.each(async (twin) =>
    twin.driven.act(twin.cast.agent, 'propose', await proposal(twin, 'U', 'lift')),
  );
  await twins.each(async ({ cast, driven }) => {
    await driven.act(cast.supervisor, 'approve');
    await driven.becomes('monitoring');
  });
  await twins.alike('monitoring');
  desk.clock.advance(31 * DAY_MS);
  await twins.each(({ driven }) => driven.becomes('closed'));
  await twins.alike('closed');
  await mailsAlike(room, twins);
});

it('CASHOUT, of which one becomes AML: the merchant learns of it by nothing', async () => {
  const twins = besideEachOther([await frozen('CASHOUT', 'review'), await frozen('CASHOUT', 'review')]);
  await twins.each(({ cast, driven, reasonCode }) => driven.act(cast.agent, 'triage', { reasonCode }));
  const items = ['E01', 'E03'].map((code) => ({ code, required: true }));
  await twins.each(({ cast, driven }) => driven.act(cast.agent, 'request_evidence', { items }));
  await twins.each((twin) => uploadAll(twin, 'E03'));
  await twins.each(async (twin) =>
    twin.driven.act(twin.cast.merchant, 'submit_evidence', {
      absences: [{ itemId: await itemOf(twin, 'E01'), reason: 'lost' }],
    }),
  );
  const { cast, driven } = twins.first;
  await driven.act(cast.supervisor, 'reclassify', { reasonCode: 'AML', text: 'the flows' });
  await twins.alike('reclassified');
  await driven.act(cast.supervisor, 'set_priority', { priority: 1, text: 'the flows go on' });
  await twins.alike('put first');
  await twins.each((twin) => twin.driven.act(twin.cast.agent, 'note', { text: 'go on' }));
  await twins.each((twin) => twin.driven.act(twin.cast.agent, 'request_evidence', { items: [{ code: 'E05', required: true }] }));
  await twins.alike('asked again');
  await driven.act(cast.agent, 'recall_request', { text: 'back' });
  await twins.each(({ cast: { agent }, driven: one }) => (one === driven ? Promise.resolve() : one.act(agent, 'recall_request', { text: 'back' })));
  await driven.act(cast.supervisor, 'reclassify', { reasonCode: 'CASHOUT', text: 'after all' });
  await twins.alike('reclassified back');
  await mailsAlike(room, twins);
}); // prettier-ignore
