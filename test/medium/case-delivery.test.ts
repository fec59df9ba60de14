import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { TestDesk, type Person } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

const DAY_MS = 86_400_000;
let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

async function terminated(owned = true): Promise<{ cast: Cast; driven: DrivenCase }> {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  if (owned) await driven.act(cast.agent, 'take');
  await driven.scan();
  await driven.supplyEverything();
  await driven.propose('T', 'keep');
  await driven.act(cast.supervisor, 'approve');
  return { cast, driven };
}

const today = (): string => new Date(desk.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

async function letterOf(driven: DrivenCase, person: Person, template = 'decision_letter') {
  const { body } = await person.http.get(`/v1/cases/${driven.number}/letters`).expect(200);
  return (body.items as { id: string; template: string; body: unknown; delivery: object | null }[]).findLast(
    (letter) => letter.template === template,
  )!;
}

const tasksOf = async ({ http }: Person, number: string): Promise<number> => {
  const { body } = await http.get('/v1/notifications?limit=200').expect(200);
  const items = body.items as { id: string; template: string; caseNumber: string }[];
  let found = 0;
  for (const { id, template, caseNumber } of items) {
    if (template !== 'task' || caseNumber !== number) continue;
    const opened = await http.post(`/v1/notifications/${id}/open`).expect(200);
    if (opened.body.content.task === 'letter_not_delivered') found++;
  }
  return found;
};

it('a letter that nobody opens is asked about after three working days and again, and nothing is presumed of it', async () => {
  const { cast, driven } = await terminated();
  desk.clock.advance(2 * DAY_MS);
  expect(await tasksOf(cast.agent, driven.number)).toBe(0);
  desk.clock.advance(4 * DAY_MS);
  await waitFor('the owner to be asked', async () => (await tasksOf(cast.agent, driven.number)) === 1);
  desk.clock.advance(6 * DAY_MS);
  await waitFor('the owner to be asked again', async () => (await tasksOf(cast.agent, driven.number)) === 2);
  expect(await tasksOf(cast.supervisor, driven.number)).toBe(0);
  desk.clock.advance(60 * DAY_MS);
  expect(await driven.seenBy(cast.agent)).toMatchObject({ state: 'upheld', appealUntil: null });
});

it('of a case that nobody owns every supervisor is asked', async () => {
  const { cast, driven } = await terminated(false);
  desk.clock.advance(6 * DAY_MS);
  await waitFor('supervisors to be asked', async () => (await tasksOf(cast.supervisor, driven.number)) === 1);
});

it('a delivery that the desk records starts the window, shows to both sides, and ends with the terminal’s end', async () => {
  const { cast, driven } = await terminated();
  const { undeliveredLetters } = await driven.seenBy(cast.agent);
  const letter = await letterOf(driven, cast.agent);
  expect(undeliveredLetters).toContainEqual(expect.objectContaining({ id: letter.id, runsWindow: true }));
  const { body } = await cast.merchant.http.get(`/v1/cases/${driven.number}`).expect(200);
  expect(body.appeal).toMatchObject({ until: null, letter: null });
  const given = { letterId: letter.id, channel: 'post', receivedOn: today(), text: 'signed for by the owner' };
  await driven.act(cast.merchant, 'record_delivery', given, 403);
  await driven.act(cast.reviewer, 'record_delivery', given, 403);
  await driven.act(cast.agent, 'record_delivery', { ...given, receivedOn: '2020-01-01' }, 400);
  const seen = await driven.act(cast.agent, 'record_delivery', given);
  expect(seen.letterDelivery).toMatchObject({ channel: 'post', recordedBy: `user:${cast.agent.id}`, proofId: null });
  expect(seen.appealUntil).not.toBeNull();
  const shown = await driven.seenBy(cast.merchant);
  expect(shown.appeal).toMatchObject({ until: seen.appealUntil, letter: { channel: 'post', byDesk: true } });
  expect(JSON.stringify(shown)).not.toContain('signed for');
  const mine = await letterOf(driven, cast.merchant);
  expect(mine.delivery).toEqual({ channel: 'post', receivedAt: expect.any(String), byDesk: true });
  expect(mine.body).not.toBeNull();
  const told = await letterOf(driven, cast.merchant, 'delivery_recorded');
  expect(told).toMatchObject({ title: { en: 'Our decision has reached you' } });
  // Opened afterwards it has come already: the window stays as it is.
  desk.clock.advance(2 * DAY_MS);
  await cast.merchant.http.post(`/v1/notifications/${letter.id}/open`).expect(200);
  expect((await driven.seenBy(cast.agent)).appealUntil).toBe(seen.appealUntil);
  await driven.act(cast.agent, 'record_delivery', given, 400);
  desk.clock.advance(20 * DAY_MS);
  await driven.becomes('closed');
}); // prettier-ignore

it('a letter that was opened first counts from its opening, and is asked about no more', async () => {
  const { cast, driven } = await terminated();
  const letter = await letterOf(driven, cast.agent);
  await cast.merchant.http.post(`/v1/notifications/${letter.id}/open`).expect(200);
  const { appealUntil, letterDelivery } = await driven.seenBy(cast.agent);
  expect(appealUntil).not.toBeNull();
  expect(letterDelivery).toMatchObject({ channel: 'portal', recordedBy: `user:${cast.merchant.id}` });
  const given = { letterId: letter.id, channel: 'phone', receivedOn: today(), text: 'read out' };
  await driven.act(cast.agent, 'record_delivery', given, 400);
  desk.clock.advance(7 * DAY_MS);
  expect(await tasksOf(cast.agent, driven.number)).toBe(0);
});

it('the word of one person ends no window: of an old day it takes a proof, and leaves three days to appeal', async () => {
  const { cast, driven } = await terminated();
  const letter = await letterOf(driven, cast.agent);
  const given = { letterId: letter.id, channel: 'post', receivedOn: today(), text: 'by the list of the post' };
  desk.clock.advance(20 * DAY_MS);
  expect(await driven.act(cast.agent, 'record_delivery', given, 400)).toMatchObject({
    field: 'proofId',
    rule: 'record_delivery.proof_of_old_day',
  });
  const { evidence } = await driven.seenBy(cast.agent);
  const [proof] = (evidence.items as { files: { id: string }[] }[]).flatMap(({ files }) => files);
  const seen = await driven.act(cast.agent, 'record_delivery', { ...given, proofId: proof!.id });
  expect(Date.parse(seen.appealUntil as string) - desk.clock.now().getTime()).toBeGreaterThanOrEqual(3 * DAY_MS);
  desk.clock.advance(2 * DAY_MS);
  const answers = (await driven.findings(cast.merchant)).map(({ id }) => ({ findingId: id, answer: 'a fair' }));
  expect(await driven.act(cast.merchant, 'appeal', { text: 'we never had it', answers })).toMatchObject({
    status: 'appeal_under_review',
  });
}); // prettier-ignore

it('a letter is asked about no more once nothing of its decision is left to appeal', async () => {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CARD_TESTING' });
  await driven.act(cast.agent, 'take');
  await driven.scan();
  const { evidence } = await driven.seenBy(cast.agent);
  for (const { id, required } of evidence.items as { id: string; required: boolean }[]) {
    if (required) await driven.act(cast.supervisor, 'waive', { itemId: id, text: 'seen at the counter' });
  }
  await driven.propose('RM', 'lift');
  await driven.act(cast.supervisor, 'approve');
  await driven.putRight();
  await driven.act(cast.agent, 'remediated');
  await driven.becomes('monitoring');
  const { id } = await letterOf(driven, cast.agent);
  const askAt = async (): Promise<Date | null> => {
    const [row] = await desk.database.query<{ ask_at: Date | null }>('SELECT ask_at FROM awaited_letter WHERE letter_id = $1', [id]);
    return row!.ask_at;
  };
  expect(await askAt()).not.toBeNull();
  desk.clock.advance(6 * DAY_MS);
  await waitFor('the letter to be let go', async () => (await askAt()) === null);
  expect(await tasksOf(cast.agent, driven.number)).toBe(0);
}); // prettier-ignore

it('what is recorded of a delivery stays', async () => {
  const { cast, driven } = await terminated();
  const letter = await letterOf(driven, cast.agent);
  const given = {
    letterId: letter.id,
    channel: 'courier',
    receivedOn: today(),
    text: 'by the courier’s list',
  };
  await driven.act(cast.agent, 'record_delivery', given);
  await expect(
    desk.database.query(`UPDATE letter_delivery SET channel = 'portal' WHERE letter_id = $1`, [letter.id]),
  ).rejects.toThrow();
  const other = await terminated();
  await other.driven.act(other.cast.agent, 'record_delivery', given, 400);
});
