import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLuhnValid, systemActor } from '@thaw/kernel';
import { Database, newKey } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import supertest from 'supertest';
import { noticeFor, png } from '../factories/freeze-case';
import { registerShop, type Shop } from '../factories/registry';
import { ProcessPeer } from '../support/process-peer';
import { databaseTexts, fileTexts, findNumbers, type StoredText } from '../support/stored-texts';
import { TestApi } from '../support/test-api';
import { waitFor } from '../support/wait-for';

/** Every number that was sent, each at one place only, so that one that is found tells where it came from. */
const sent: string[] = [];

/** A card number of this many digits that has not been used yet. */
function pan(length = 16): string {
  const body = `622${String(202_611 + sent.length * 7919).padStart(length - 4, '0')}`;
  const number = [...'0123456789'].map((check) => body + check).find(isLuhnValid) ?? '';
  sent.push(number);
  return number;
}

const groups = (number: string, separator: string): string =>
  number.replace(/(\d{4})(?=\d)/g, `$1${separator}`);
const wide = (number: string): string =>
  number.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
/** Plain, with spaces, with hyphens. */
const forms = (length?: number): string[] => [
  pan(length),
  groups(pan(length), ' '),
  groups(pan(length), '-'),
];

let setUp: TestApi;
let shop: Shop;
let home: string;
let env: NodeJS.ProcessEnv;
let api: ProcessPeer;
let agent: string;
const peers: ProcessPeer[] = [];
/** All that the API answered. */
const answers: StoredText[] = [];

beforeAll(async () => {
  setUp = await TestApi.start();
  shop = await setUp.app
    .get(Database)
    .asActor(systemActor('setup'), (tx) =>
      registerShop(tx, setUp.app.get(RegistryService, { strict: false })),
    );
  home = mkdtempSync(join(tmpdir(), 'thaw-cards-'));
  mkdirSync(join(home, 'tmp'));
  env = {
    DATABASE_URL: setUp.database.url,
    THAW_BLOB_DIR: join(home, 'blobs'),
    THAW_CARD_KEY: newKey(),
    THAW_GATEWAY_URL: 'http://127.0.0.1:9',
    THAW_GATEWAY_SECRET: newKey(),
    THAW_PORT: '0',
    THAW_LOG_LEVEL: 'trace',
    TMPDIR: join(home, 'tmp'),
  };
  api = await start('apps/api/src/main');
  agent = (await setUp.user(['agent'])).token;
});
afterAll(async () => {
  for (const peer of peers) await peer.stop();
  await setUp.stop();
  rmSync(home, { recursive: true, force: true });
});

async function start(script: string): Promise<ProcessPeer> {
  const peer = await ProcessPeer.start({ script, env });
  peers.push(peer);
  return peer;
}

const kept = async (): Promise<StoredText[]> => [
  ...(await databaseTexts(setUp.database)),
  ...fileTexts(home),
  ...peers.map((peer, i) => ({ place: `log of process ${i}`, text: peer.lines().join('\n') })),
  ...answers,
];

type Build = (http: ReturnType<typeof supertest>) => supertest.Test;

/** Sends a request to the API that runs as a process of its own. */
async function ask(status: number, build: Build, token = agent): Promise<Record<string, unknown>> {
  const request = build(supertest(`http://127.0.0.1:${api.ready.port}`));
  const answer = await request.set('authorization', `Bearer ${token}`).set('accept-language', 'en');
  answers.push({
    place: `answer to ${request.method} ${request.url}`,
    text: JSON.stringify([answer.headers, answer.text]),
  });
  if (answer.status !== status)
    throw new Error(`${request.method} ${request.url}: ${answer.status} ${answer.text}`);
  return answer.body as Record<string, unknown>;
}

const CSV_HEAD = 'occurred_at,amount,card,reference,trace_no,batch_no,note';
let seconds = 0;
const line = (
  cells: Partial<Record<'time' | 'amount' | 'card' | 'reference' | 'trace' | 'batch' | 'note', string>>,
): string => {
  const time = new Date(Date.UTC(2026, 0, 1, 0, 0, ++seconds)).toISOString();
  const { amount = '10.00', card = '', reference = '', trace = '', batch = '', note = '' } = cells;
  return [cells.time ?? time, amount, card, reference, trace, batch, note].join(',');
};

/** A file with card numbers wherever a line may have something, good lines and bad. */
function history(): string {
  const lengths = [13, 14, 15, 16, 17, 18, 19];
  const good = [
    ...lengths.flatMap((length) => forms(length).map((card) => line({ card }))),
    line({ card: wide(pan()) }),
    line({ card: `'${pan()}` }),
    ...forms().map((reference) => line({ reference })),
    ...forms().map((trace) => line({ trace, batch: '1' })),
    ...forms().map((batch) => line({ trace: '7', batch })),
    ...lengths.flatMap((length) => forms(length).map((note) => line({ note }))),
    line({ note: `"called, paid with ${pan()} and ${groups(pan(), ' ')},\nthen ${wide(pan())}"` }),
  ];
  const bad = [
    ...forms().map((time) => line({ time })),
    ...forms().map((amount) => line({ amount })),
    ...forms().map((reference) => line({ reference: `${reference} ${'x'.repeat(80)}` })),
    ...forms().map((card) => `${line({ card })},${pan()},one cell too many`),
    ...forms().map((amount) => line({ amount, card: pan(), note: pan() })),
    `"quotes" ${pan()} that end wrongly,${pan()}`,
    `${pan()}\0,${groups(pan(), '-')}`,
    // Open quotes at the end of the file.
    `"${pan()},${pan()}`,
  ];
  return [CSV_HEAD, ...good, ...bad].join('\n');
}

it('keeps nothing of a card number, wherever it is sent', async () => {
  const imports = `/v1/terminals/${shop.terminal.id}/imports`;
  const text = history();
  const dotted = groups(pan(), '.');
  const { id } = await ask(202, (http) =>
    http
      .post(imports)
      .attach('file', Buffer.from(text), `of ${pan()} and ${groups(pan(), ' ')} and ${dotted}.csv`),
  );

  // What is refused leaves no more behind than what is taken.
  const refused = (fields: Record<string, string>, content: string, status = 422) =>
    ask(status, (http) => {
      let form = http.post(imports);
      for (const [name, value] of Object.entries(fields)) form = form.field(name, value);
      return form.attach('file', Buffer.from(content), 'a.csv');
    });
  await refused({}, `${pan()},${groups(pan(), '-')}\n2026-01-01T00:00:00,1\n`);
  await refused({ map: `amount=${pan()}` }, text);
  await refused({ map: `${pan()}=amount` }, text);
  await refused({ mapping: `{"amount":"${groups(pan(), ' ')}"}` }, text);
  await refused({ timeZone: pan() }, text);
  await refused({ currency: pan(14) }, text);
  await refused({ [`field ${pan()}`]: pan() }, text, 400);
  await refused({ amountUnit: pan() }, text, 400);
  await refused({}, `${CSV_HEAD}\n"${pan()}${'1'.repeat(2_000_000)}`);

  const machine = await setUp.machine('notice:open');
  const notice = noticeFor(shop);
  const opened = await ask(
    201,
    (http) =>
      http
        .post('/v1/cases')
        .set('Idempotency-Key', `notice ${pan()}`)
        .send({ ...notice, channel: groups(pan(), ' '), text: `frozen for ${pan()}` }),
    machine,
  );
  const url = `/v1/cases/${String(opened['number'])}`;
  for (const action of ['message', 'note']) {
    const odd = ['.', '_', '/', ',', '  ', ' - ', '\t', '\n', '\u00a0', '\u3000', '\u2013', '\u200b'];
    const oddForms = odd.map((separator) => groups(pan(), separator));
    for (const form of [...forms(), wide(pan()), ...forms(19), ...forms(13), ...oddForms]) {
      await ask(201, (http) => http.post(`${url}/actions/${action}`).send({ text: `the card is ${form}.` }));
    }
  }
  await ask(400, (http) => http.post(`${url}/actions/message`).send({ text: 1, [pan()]: pan() }));
  await ask(400, (http) =>
    http.post(`${url}/actions/message`).set('content-type', 'application/json').send(`{"text":"${pan()}`),
  );
  const { version } = await ask(200, (http) => http.get(url));
  const triage = { reasonCode: 'CASHOUT', version };
  const { evidence } = (await ask(201, (http) => http.post(`${url}/actions/triage`).send(triage))) as {
    evidence: { items: { id: string; supplier: string }[] };
  };
  const item = evidence.items.find(({ supplier }) => supplier === 'agent') ?? evidence.items[0];
  await ask(201, (http) =>
    http
      .post(`${url}/evidence/${item?.id}/files`)
      .field('onBehalfChannel', `phone ${pan()}`)
      .attach('file', png(), `slip of ${pan()}.png`),
  );

  const reports = (kind: string) => `/v1/terminals/${shop.terminal.id}/${kind}`;
  const chargebacks = [...forms(), wide(pan())].map((reference) => ({
    reference,
    saleReference: pan(),
    receivedAt: '2026-01-01T00:00:00Z',
    amountFen: 1,
    reason: pan(13),
  }));
  const numbered = chargebacks.map((one, n) => ({ ...one, reason: `${n}` }));
  const told = [...chargebacks, ...numbered, { [pan()]: pan() }];
  await ask(200, (http) => http.post(reports('chargebacks')).send({ items: told }));
  await ask(200, (http) => http.get(reports('chargebacks')));
  const fix = { at: pan(), latE6: Number(pan()), lonE6: pan(), source: pan() };
  await ask(200, (http) => http.post(reports('location-fixes')).send({ items: [fix, { [pan()]: 1 }] }));

  await ask(404, (http) => http.get(`/v1/cases/${pan()}`));
  await ask(404, (http) => http.get(`/v1/${pan()}?card=${pan()}`));
  await ask(400, (http) => http.get(imports).query({ cursor: pan(), [pan()]: '1' }));
  await ask(200, (http) => http.get('/v1/health').set('x-request-id', pan()).set('user-agent', pan()));
  await ask(401, (http) => http.get('/v1/me'), pan());
  await ask(401, (http) => http.post('/v1/sessions').send({ login: pan(), password: `${pan()} secret` }), '');

  const admin = (await setUp.user(['admin'])).token;
  const user = { login: 'somebody', displayName: pan(), password: 'long enough a secret', roles: ['agent'] };
  await ask(400, (http) => http.post('/v1/users').send(user), admin);
  await ask(
    400,
    (http) => http.post('/v1/users').send({ ...user, displayName: 'x', login: `u${pan()}` }),
    admin,
  );
  await ask(400, (http) => http.post('/v1/api-keys').send({ name: pan(), scopes: ['notice:open'] }), admin);
  await ask(400, (http) => http.post('/v1/devices').send({ serialNo: 'PX-77', model: `of ${pan()}` }), admin);

  expect(sent.length).toBeGreaterThan(130);
  expect(new Set(sent).size).toBe(sent.length);
  // What is searched does hold what was sent, but for the numbers.
  const texts = (await kept()).map((each) => each.text).join('\n');
  for (const trace of ['the card is 622', 'slip of 622', 'frozen for 622', '"route":"/v1/cases/:number"'])
    expect(texts).toContain(trace);
  // Of a good line, what stands in columns without a field is not kept at all.
  expect(texts).not.toContain('then ６２２');
  expect(findNumbers(sent, await kept())).toEqual([]);

  await start('apps/worker/src/main');
  const done = await waitFor(
    'the import to finish',
    async () => {
      const row = await ask(200, (http) => http.get(`/v1/imports/${String(id)}`));
      return row['state'] === 'finished' ? row : null;
    },
    { withinMs: 30_000, everyMs: 200 },
  );
  expect(done).toMatchObject({ accepted: 54, duplicates: 0, rejected: 18 });
  await ask(200, (http) => http.get(`/v1/imports/${String(id)}/rejects`));
  await ask(200, (http) => http.get(`/v1/terminals/${shop.terminal.id}/transactions`).query({ limit: 200 }));
  expect(findNumbers(sent, await kept())).toEqual([]);
}, 120_000);

it('finds a number in every place where one could be kept', async () => {
  const planted = Array.from({ length: 7 }, () => pan());
  const [plain, spaced, wideForm, bytes, blob, temporary, logged] = planted as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  await setUp.database.query('CREATE TABLE bullmq.planted (words text, bytes bytea)');
  await setUp.database.query('INSERT INTO bullmq.planted VALUES ($1, $2)', [
    `${plain}; ${groups(spaced, ' ')}; ${wide(wideForm)}`,
    Buffer.from(bytes),
  ]);
  writeFileSync(join(home, 'blobs', 'planted'), `"${groups(blob, '-')}"`);
  writeFileSync(join(home, 'tmp', `${temporary}.tmp`), '');
  answers.push({ place: 'log of process 9', text: `{"msg":"of ${groups(logged, ' ')}"}` });
  const found = findNumbers(planted, await kept());
  expect(found.sort()).toEqual(
    [
      ...[plain, spaced, wideForm, bytes].map((number) => `${number} in table bullmq.planted`),
      `${blob} in file ${join(home, 'blobs', 'planted')}`,
      `${temporary} in file ${join(home, 'tmp', `${temporary}.tmp`)}`,
      `${logged} in log of process 9`,
    ].sort(),
  );
});
