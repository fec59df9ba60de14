import { TestApi } from '../support/test-api';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

it('lets three be under way, however many ask at once', async () => {
  const officer = api.as((await api.user(['risk_officer'])).token);
  const wanted = { sets: [{ name: 'now' }], scope: { kind: 'all' } };
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => officer.post('/v1/backtests').send(wanted)),
  );
  const refused = answers.filter(({ status }) => status !== 202);
  expect(refused).toHaveLength(5);
  for (const { status, body } of refused) expect({ status, body }).toMatchObject({ status: 409, body: { code: 'ALREADY_EXISTS' } }); // prettier-ignore
  const [{ body: one }] = answers.filter(({ status }) => status === 202) as [(typeof answers)[number]];
  await officer.post(`/v1/backtests/${(one as { id: string }).id}/cancel`).expect(200);
  await officer.post('/v1/backtests').send(wanted).expect(202);
});
