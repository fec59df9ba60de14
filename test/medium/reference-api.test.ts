import { TestDesk } from '../support/test-desk';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

type Coded = { code: string }[];
const codes = (list: Coded): string[] => list.map(({ code }) => code);

it('gives staff the data of each version whole', async () => {
  const agent = await desk.person('agent');
  const { body } = await agent.http.get('/v1/reference').expect(200);
  expect(body.version).toBe(2);
  expect(body.reasons).toHaveLength(24);
  const mcc = (body.reasons as Coded).find(({ code }) => code === 'MCC_MISUSE');
  expect(mcc).toMatchObject({
    sla: 'P3',
    levels: ['F2'],
    outcomes: ['RM', 'U', 'T'],
    steps: [
      { step: 'mcc_corrected', outcomes: ['RM'] },
      { step: 'fee_re_rated', outcomes: ['RM'] },
    ],
  });
  const { requirements } = mcc as unknown as { requirements: object[] };
  expect(requirements).toContainEqual(
    expect.objectContaining({ code: 'E02', level: 'alternative', standsInFor: 'E14' }),
  );
  const { body: first } = await agent.http.get('/v1/reference?version=1').expect(200);
  expect(first.version).toBe(1);
  const before = (first.reasons as Coded).find(({ code }) => code === 'MCC_MISUSE');
  expect(codes((before as unknown as { requirements: Coded }).requirements)).toEqual(['E04', 'E07', 'E14']);
  const refused = await agent.http.get('/v1/reference?version=3').expect(400);
  expect(refused.body).toMatchObject({ code: 'INVALID_REQUEST', field: 'version' });
});

it('tells a merchant of merchant items and faces, and of no reason, class, vendor or authority', async () => {
  const { merchant } = await desk.shop();
  const person = await desk.person('merchant', merchant.merchantNo);
  const { body } = await person.http.get('/v1/reference').expect(200);
  expect(Object.keys(body).sort()).toEqual(['evidenceItems', 'faces']);
  expect(codes(body.evidenceItems as Coded)).toEqual(
    'E01 E02 E03 E04 E05 E07 E08 E09 E10 E13 E14 E15 E16 E19'.split(' '),
  );
  expect(codes(body.faces as Coded)).toEqual(['TRADING_REVIEW', 'RECORDS_CHECK', 'DEVICE_CHECK']);
  expect(JSON.stringify(body)).not.toMatch(/AML|CASHOUT|P1|E11|E12|E17|vendor|authority|supplier/);
  const older = await person.http.get('/v1/reference?version=1').expect(200);
  expect(older.body).toEqual(body);
});

it('is closed to who works on no case', async () => {
  const admin = await desk.person('admin');
  await admin.http.get('/v1/reference').expect(403);
});
