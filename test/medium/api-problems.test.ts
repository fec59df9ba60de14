import { FailingModule, looks } from '../support/failing-doors';
import { TestApi } from '../support/test-api';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start({ features: [FailingModule] });
});
afterAll(() => api.stop());

const form = { name: 'shop', merchantNo: '898310059981234', measures: [{ level: 'F1', days: 3 }] };

it('is RFC 9457 with stable members, in the language of the reader', async () => {
  const read = async (language?: string) => {
    const request = api.as().get('/test/refused');
    return language === undefined
      ? request.unset('accept-language')
      : request.set('accept-language', language);
  };
  const english = await read('en-GB,en;q=0.9,zh;q=0.1');
  expect(english.status).toBe(409);
  expect(english.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(english.headers['content-language']).toBe('en');
  expect(english.body).toEqual({
    type: 'urn:thaw:problem:GUARD_REFUSED',
    title: 'A condition is not met yet',
    status: 409,
    code: 'GUARD_REFUSED',
    detail: 'The scan is too old.',
    action: 'Meet the condition named here, then try again.',
    requestId: english.headers['x-request-id'],
    field: 'scanId',
    rule: 'propose.scan_fresh',
    since: ['one'],
    version: 7,
    at: '1970-01-01T00:00:00.000Z',
  });
  for (const language of [undefined, 'zh-CN', 'fr', '*', 'en;q=0.2, zh;q=0.8', 'en;q=0']) {
    const chinese = await read(language);
    expect(chinese.headers['content-language']).toBe('zh');
    expect(chinese.body).toMatchObject({ title: '条件尚未满足', detail: '扫描已过期。', since: ['一'] });
  }
});

it('names every field at fault with what to do, in both languages', async () => {
  const bad = {
    name: 12345678,
    merchantNo: 'x',
    measures: [{ level: 'F9', days: 10 }, { days: 'a' }],
    extra: 1,
  };
  const english = await api.as().post('/test/form').send(bad);
  expect(english.status).toBe(400);
  expect(english.body).toMatchObject({ code: 'INVALID_REQUEST', field: 'extra' });
  expect((english.body as { errors: unknown }).errors).toEqual([
    { field: 'extra', message: 'There is no such field; leave it out.' },
    { field: 'name', message: 'Give a text.' },
    { field: 'merchantNo', message: 'A merchant number is 15 digits.' },
    { field: 'measures[0].level', message: 'Choose one of: F0, F1.' },
    { field: 'measures[0].days', message: 'This must be at most 9.' },
    { field: 'measures[1].level', message: 'This is required.' },
    { field: 'measures[1].days', message: 'Give a whole number.' },
  ]);
  const chinese = await api.as().post('/test/form').set('accept-language', 'zh').send(bad);
  expect((chinese.body as { errors: unknown[] }).errors).toEqual(
    expect.arrayContaining([
      { field: 'extra', message: '没有这个字段，请去掉它。' },
      { field: 'merchantNo', message: '商户号是 15 位数字。' },
      { field: 'measures[0].days', message: '不能大于 9。' },
    ]),
  );
  await api.as().post('/test/form').send(form).expect(201, form);
});

it('reads an id in the address in capitals as the id that it is', async () => {
  const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
  await api.as().get(`/test/ids/${id.toUpperCase()}`).expect(200, { id });
  const none = await api.as().get('/test/ids/3F2504E0');
  expect([none.status, none.body]).toMatchObject([400, { code: 'INVALID_REQUEST', field: 'id' }]);
});

it('treats a missing body as one without fields', async () => {
  const bare = await api.as().post('/test/form');
  expect([bare.status, bare.body]).toMatchObject([
    400,
    { errors: [{ field: 'name', message: 'This is required.' }, {}, {}] },
  ]);
  const typed = await api.as().post('/test/form').set('content-type', 'application/json').send('');
  expect([typed.status, typed.body]).toMatchObject([400, { field: 'name' }]);
});

it.each([
  ['that is no JSON', '{"name":', 'The body is not valid JSON.'],
  [
    'that is not UTF-8',
    Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    'The body is not valid UTF-8.',
  ],
  ['that reaches for the prototype', '{"__proto__":{"admin":true}}', 'The body is not valid JSON.'],
])('refuses a body %s', async (_, body, detail) => {
  const response = await api
    .as()
    .post('/test/form')
    .set('content-type', 'application/json')
    .serialize((data: unknown) => data as string)
    .send(body as string);
  expect([response.status, response.body]).toMatchObject([400, { code: 'INVALID_REQUEST', detail }]);
});

it.each([['null'], ['[]'], ['"text"'], ['7']])(
  'refuses the body %s where an object is wanted',
  async (body) => {
    const response = await api.as().post('/test/form').set('content-type', 'application/json').send(body);
    expect([response.status, response.body]).toMatchObject([400, { code: 'INVALID_REQUEST' }]);
  },
);

describe('a body that validation would take seconds to read', () => {
  it.each([
    ['members', Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [String(i), 1])), /64 fields/],
    ['items', { measures: Array.from({ length: 100_000 }, () => ({})) }, /10000 items/],
    ['values', { lists: Array.from({ length: 70 }, () => Array(1_000).fill(0)) }, /60000/],
  ])('of many %s is refused before class-transformer sees it', async (_, body, detail) => {
    looks.count = 0;
    const refused = await api
      .as()
      .post('/test/watched')
      .send({ name: 'x', ...body });
    expect([refused.status, refused.body]).toMatchObject([
      400,
      { code: 'INVALID_REQUEST', detail: expect.stringMatching(detail) as string },
    ]);
    expect(looks.count).toBe(0);
    await api.as().post('/test/watched').send({ name: 'x' }).expect(201);
    expect(looks.count).toBeGreaterThan(0);
  });

  it('is refused for a list longer than its field takes, whatever the items', async () => {
    looks.count = 0;
    const measures = Array.from({ length: 21 }, () => ({}));
    const refused = await api.as().post('/test/watched').send({ name: 'x', measures });
    expect([refused.status, refused.body]).toMatchObject([
      400,
      { code: 'INVALID_REQUEST', errors: [{ field: 'measures', message: 'Give at most 20 items.' }] },
    ]);
    expect(looks.count).toBe(0);
  });

  it('has no more than twenty of its faults told', async () => {
    const measures = Array.from({ length: 100 }, () => ({}));
    const { body } = await api
      .as()
      .post('/test/form')
      .send({ ...form, measures })
      .expect(400);
    expect((body as { errors: unknown[] }).errors).toHaveLength(20);
  });
});

it('refuses a body over 1 MiB before reading it whole', async () => {
  const response = await api
    .as()
    .post('/test/form')
    .send({ ...form, name: 'x'.repeat(1024 ** 2) });
  expect([response.status, response.body]).toMatchObject([413, { code: 'PAYLOAD_TOO_LARGE' }]);
});

it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense'])(
  'refuses a body of type %s',
  async (type) => {
    const response = await api.as().post('/test/form').set('content-type', type).send('name=shop');
    expect([response.status, response.body]).toMatchObject([415, { code: 'UNSUPPORTED_MEDIA_TYPE' }]);
  },
);

it('says 404 for an unknown address and 405 for an unknown method, whatever the query', async () => {
  const unknown = await api.as().get('/v1/nothing?secret=1');
  expect([unknown.status, unknown.body]).toMatchObject([404, { code: 'ROUTE_NOT_FOUND' }]);
  expect(unknown.text).not.toContain('secret');
  const method = await api.as().put('/test/form?x=1').send({});
  expect([method.status, method.body]).toMatchObject([
    405,
    { code: 'METHOD_NOT_ALLOWED', allowed: ['POST'] },
  ]);
  expect(method.headers['allow']).toBe('POST');
  const options = await api.as().options('/v1/users/x');
  expect([options.status, options.headers['allow']]).toEqual([405, 'GET, HEAD']);
  const hidden = await api.as().get('/test/hidden');
  expect([hidden.status, hidden.body]).toMatchObject([404, { code: 'ROUTE_NOT_FOUND' }]);
  const garbled = await api.as().get('/v1/%zz');
  expect([garbled.status, garbled.body]).toMatchObject([404, { code: 'ROUTE_NOT_FOUND' }]);
  expect(garbled.headers['content-type']).toBe('application/problem+json; charset=utf-8');
});

it('tells nothing of what went wrong inside', async () => {
  const bug = await api.as().get('/test/bug');
  expect([bug.status, bug.body]).toMatchObject([500, { code: 'INTERNAL' }]);
  expect(bug.text).not.toMatch(/secret_table|relation|Error/);
  const nest = await api.as().get('/test/nest');
  expect([nest.status, nest.body]).toMatchObject([404, { code: 'NOT_FOUND' }]);
  expect(nest.text).not.toContain('internal words');
});

describe('every response', () => {
  it('carries the request id, its own or a sane one of the caller', async () => {
    const given = await api.as().get('/v1/health').set('x-request-id', 'caller-1234.5678');
    expect(given.headers['x-request-id']).toBe('caller-1234.5678');
    for (const odd of ['short', 'a'.repeat(65), 'with space here', '4111111111111111', '<script>alert(1)']) {
      const own = await api.as().get('/v1/health').set('x-request-id', odd);
      expect(own.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('is neither sniffed nor cached', async () => {
    for (const path of ['/', '/v1/health', '/v1/nothing', '/v1/%zz']) {
      const { headers } = await api.as().get(path);
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
      expect(headers).not.toHaveProperty('etag');
      expect(headers).not.toHaveProperty('x-powered-by');
    }
  });
});
