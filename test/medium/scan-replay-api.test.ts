import { DrivenCase, castOf } from '../factories/freeze-case';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

it('lets a reviewer replay the scan of a case, and nobody whom it does not concern', async () => {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  await driven.scan();
  const [scan] = await desk.database.query<{ id: string; history_digest: string }>(
    'SELECT s.id, s.history_digest FROM scan s JOIN freeze_case c ON c.id = s.case_id WHERE c.number = $1',
    [driven.number],
  );
  const path = `/v1/cases/${driven.number}/scans/${scan?.id}/replays`;
  for (const person of [cast.agent, cast.merchant]) {
    await person.http.post(path).expect(403);
    await person.http.get(path).expect(403);
  }
  const other = await DrivenCase.open(desk, await castOf(desk));
  await cast.reviewer.http.post(`/v1/cases/${other.number}/scans/${scan?.id}/replays`).expect(404);
  await cast.reviewer.http.get(`/v1/cases/${other.number}/scans/${scan?.id}/replays`).expect(404);

  const { body } = await cast.reviewer.http.post(path).expect(202);
  expect(body).toMatchObject({ state: 'queued', detail: null });
  const latest = async () => (await cast.reviewer.http.get(path).expect(200)).body.items[0];
  await waitFor('the replay', async () => (await latest()).state !== 'queued', { withinMs: 60_000 });
  expect(await latest()).toMatchObject({
    id: body.id,
    state: 'same',
    historyDigest: scan?.history_digest,
    difference: null,
    detail: { zh: expect.stringContaining('一致'), en: expect.stringContaining('very findings') },
  });
});
