import { DrivenCase, castOf, png, type Cast } from '../factories/freeze-case';
import { placeHold } from '../factories/held-case';
import { openedBy, transcriptOf } from '../support/merchant-transcript';
import { salesOf } from '../support/twin-slips';
import { TestDesk } from '../support/test-desk';

jest.setTimeout(120_000);

/** What nobody at the merchant’s may ever read, in no language and in no part of an answer. */
const MARK = 'zzinternwordzz';
const said = (where: string): string => `${MARK} ${where}`;

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

/** All that the merchant can read: every door, letters opened, files by the ids of the desk. */
async function allThatIsRead(cast: Cast, driven: DrivenCase, ids: readonly string[]): Promise<string> {
  const { http } = cast.merchant;
  const texts = [
    JSON.stringify(await transcriptOf(cast, driven)),
    JSON.stringify(await openedBy(cast, driven)),
  ];
  for (const id of ids) {
    for (const door of [
      `messages/files/${id}`,
      `notes/files/${id}`,
      `evidence/files/${id}`,
      `proofs/${id}`,
    ]) {
      const { status, body } = await http.get(`/v1/cases/${driven.number}/${door}`);
      expect([door, [403, 404].includes(status)]).toEqual([door, true]);
      texts.push(JSON.stringify(body));
    }
  }
  return texts.join('\n');
}

it('keeps every internal word from the merchant, wherever it was written and whatever came of it', async () => {
  const cast = await castOf(desk);
  const { agent, supervisor, reviewer, merchant } = cast;
  const driven = await DrivenCase.open(desk, cast);
  const other = await desk.person('agent');
  let swept = 0;
  const ids: string[] = [];
  const sweep = async (where: string): Promise<void> => {
    const text = await allThatIsRead(cast, driven, ids);
    expect([where, text.includes(MARK)]).toEqual([where, false]);
    swept += text.length;
  };
  const fileOf = async (wall: 'notes' | 'messages'): Promise<string> => {
    const { body } = await agent.http
      .post(`/v1/cases/${driven.number}/${wall}/files`)
      .attach('file', png(), `${MARK}-${wall}.png`)
      .expect(201);
    return body.id as string;
  };

  await driven.act(agent, 'triage', { reasonCode: 'AML' });
  await driven.act(agent, 'take');
  const noteFile = await fileOf('notes');
  ids.push(noteFile, await fileOf('messages'));
  await driven.act(agent, 'note', { text: said('note'), fileIds: [noteFile], mentionIds: [other.id] });
  await driven.act(agent, 'set_follow_up', { workingDays: 1, text: said('follow up') });
  await driven.act(agent, 'hand_over', { userId: other.id, text: said('hand over') });
  await driven.act(other, 'impose_measure', { level: 'F0', scope: 'terminal', text: said('measure') });
  await driven.act(supervisor, 'reclassify', { reasonCode: 'GAMBLING_FRAUD', text: said('reclassify') });
  await driven.act(reviewer, 'report_major_event', { text: said('major event') });
  await sweep('investigated');

  const slips = { sample: undefined, transactions: await salesOf({ cast, driven }) };
  const items = [{ code: 'E02', required: true }];
  await driven.act(agent, 'request_evidence', { items, slips, text: said('request') });
  await driven.act(agent, 'recall_request', { text: said('recall') });
  await driven.act(agent, 'request_evidence', { items, slips, text: said('request') });
  const { evidence } = await driven.seenBy(agent);
  const dueAt = new Date(Date.parse((await driven.seenBy(merchant)).evidence.dueAt as string) + 86_400_000).toISOString();
  await driven.act(supervisor, 'set_priority', { priority: 2, text: said('priority') });
  await driven.act(supervisor, 'extend_deadline', { clock: 'evidence', dueAt, text: said('extension') });
  const asked = (await driven.seenBy(merchant)).evidence.slips as { id: string; revision: number }[];
  const answers = asked.map(({ id, revision }) => ({ slipId: id, revision, absenceReason: 'the roll ran out' }));
  await driven.act(merchant, 'answer_slips', { answers });
  const contract = (evidence.items as { id: string; code: string }[]).find(({ code }) => code === 'E02')!;
  await sweep('asked');
  await driven.upload(merchant, contract.id);
  await driven.act(merchant, 'submit_evidence');
  const verdicts = asked.map(({ id, revision }) => ({ slipId: id, revision: revision + 1, verdict: 'accept' }));
  await driven.act(agent, 'assess_slips', { verdicts });
  for (const { id } of (await driven.seenBy(agent)).evidence.items as { id: string }[])
    await driven.act(supervisor, 'waive', { itemId: id, text: said('waiver') });
  await driven.scan();
  const reasons = (await driven.reasons()).map((one) => ({ ...one, reason: said('reason') }));
  const measuresAfter = await driven.measures('keep');
  await placeHold(driven, await desk.person('reviewer'));
  const proposal = { outcome: 'K', measuresAfter, reasons, text: said('proposal') };
  await driven.act(agent, 'propose', proposal);
  await driven.act(supervisor, 'return', { text: said('return') });
  await driven.act(agent, 'propose', proposal);
  await driven.act(agent, 'withdraw_proposal', { text: said('withdrawal') });
  await driven.act(agent, 'propose', proposal);
  await driven.act(supervisor, 'approve', { text: said('approval') });
  await sweep('upheld');
  const findings = await driven.findings(merchant);
  await driven.act(merchant, 'appeal', {
    text: 'it was a wedding',
    answers: findings.map(({ id }) => ({ findingId: id, answer: 'a banquet' })),
  });
  await driven.act(reviewer, 'note', { text: said('reviewer note'), mentionIds: [supervisor.id] });
  const upheld = (await driven.reasons()).map((one) => ({ ...one, reason: said('appeal reason') }));
  await driven.act(reviewer, 'uphold_appeal', { text: said('appeal'), reasons: upheld });
  await sweep('appealed');
  // The desk itself reads all of it: what was swept for was there to be found.
  const { body } = await agent.http.get(`/v1/cases/${driven.number}/timeline`).expect(200);
  const written = new Set(JSON.stringify(body).match(new RegExp(`${MARK} [a-z ]+`, 'g')));
  expect([...written].sort()).toEqual(
    ['appeal', 'appeal reason', 'approval', 'extension', 'follow up', 'hand over', 'major event', 'measure', 'priority', 'proposal', 'reason', 'recall', 'reclassify', 'request', 'return', 'waiver', 'withdrawal'].map(said),
  );
  process.stdout.write(`${swept} characters that the merchant can read swept for ${written.size} internal texts\n`);
}); // prettier-ignore
