import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { Public } from '../../apps/api/src/access/can.decorator';
import { TestApi } from '../support/test-api';
import { TEST_PASSWORD } from '../support/test-password';

@Controller('test')
class QueryController {
  constructor(private readonly database: Database) {}

  @Get('things/:id')
  @Public()
  thing(): string {
    return 'a thing';
  }

  @Post('query')
  @Public()
  async query(@Body() body: Record<string, string>): Promise<void> {
    await this.database.asActor(systemActor('setup'), (tx) =>
      tx.query('SELECT $1::text FROM no_such_table', [body['words']]),
    );
  }
}

@Module({ controllers: [QueryController] })
class QueryModule {}

let api: TestApi;
let text = '';
const lines = () =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

beforeAll(async () => {
  // The API's own logger, from its fields to its last bytes: it writes to the stream once that has been touched.
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  api = await TestApi.start({ features: [QueryModule] }, { THAW_LOG_LEVEL: 'info' });
});
afterAll(async () => {
  jest.restoreAllMocks();
  await api.stop();
});
beforeEach(() => (text = ''));

it('has one line for a request: the pattern of its route, never its query or body', async () => {
  const user = await api.user(['agent']);
  text = '';
  await api.as(user.token).get('/test/things/1234?secret=words');
  await api.as(user.token).get('/v1/me').set('x-request-id', 'request-0001');
  await api.as().post('/v1/sessions').send({ login: user.login, password: 'wrong password' });
  expect(lines()).toMatchObject([
    { method: 'GET', route: '/test/things/:id', status: 200, actor: null, msg: 'request' },
    { route: '/v1/me', status: 200, actor: `user:${user.actor.userId}`, requestId: 'request-0001' },
    { method: 'POST', route: '/v1/sessions', status: 401 },
  ]);
  expect(text).not.toMatch(
    new RegExp(`secret|words|wrong password|${user.login}|${user.token}|${TEST_PASSWORD}`),
  );
});

it('tells of a failure with its request id, but not what the statement was given', async () => {
  const { status, text: answer } = await api
    .as()
    .post('/test/query')
    .set('x-request-id', 'request-0002')
    .send({ words: 'private words' });
  expect(status).toBe(500);
  expect(answer).not.toMatch(/no_such_table|private/);
  const failure = lines().find(({ msg }) => msg === 'request failed');
  expect(failure).toMatchObject({
    requestId: 'request-0002',
    code: 'INTERNAL',
    err: { type: 'QueryFailedError' },
  });
  expect(JSON.stringify(failure)).toContain('no_such_table');
  expect(text).not.toContain('private words');
});
