import { connect, type Socket } from 'node:net';
import { Controller, Get, Module } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { registerShop } from '../factories/registry';
import { Public } from '../../apps/api/src/access/can.decorator';
import { createApi } from '../../apps/api/src/create-api';
import { TestApi } from '../support/test-api';
import { testConfig } from '../support/test-database';

const IDLE_MS = 1_500;
let api: TestApi;
let port: number;
let upload: string;
beforeAll(async () => {
  api = await TestApi.start({ timeouts: { headersMs: 300, bodyMs: 300, idleMs: IDLE_MS } });
  await api.app.listen(0, '127.0.0.1');
  port = Number(new URL(await api.app.getUrl()).port);
  const shop = await api.app
    .get(Database)
    .asActor(systemActor('setup'), (tx) => registerShop(tx, api.app.get(RegistryService, { strict: false })));
  const { token } = await api.user(['agent']);
  upload =
    `POST /v1/terminals/${shop.terminal.id}/imports HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n` +
    'content-type: multipart/form-data; boundary=b\r\ntransfer-encoding: chunked\r\n\r\n';
});
afterAll(() => api.stop());

interface Line {
  readonly socket: Socket;
  /** All that came back, once the other side has hung up. */
  readonly hungUp: Promise<string>;
}

function call(words: string): Line {
  const socket = connect(port, '127.0.0.1', () => socket.write(words));
  let heard = '';
  socket.on('data', (bytes) => (heard += bytes.toString('latin1')));
  socket.on('error', () => undefined);
  return { socket, hungUp: new Promise((resolve) => socket.on('close', () => resolve(heard))) };
}

const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

/** Drop after drop, closer together than an idle connection is held, until the other side hangs up. */
async function drip({ socket, hungUp }: Line, drop: string): Promise<string> {
  const timer = setInterval(() => socket.write(drop), IDLE_MS / 10);
  try {
    return await hungUp;
  } finally {
    clearInterval(timer);
  }
}

const POST = 'POST /v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';

it('hangs up on headers that do not end', async () => {
  expect(await drip(call('GET /v1/health HTTP/1.1\r\n'), 'x-more: 1\r\n')).toContain('408');
});

it('hangs up on a client that says nothing', async () => {
  expect(await call('').hungUp).not.toContain('200');
});

it('hangs up on a body that never ends, silent or in drops', async () => {
  expect(await call(`${POST}content-length: 100\r\n\r\n{`).hungUp).not.toContain('201');
  expect(await drip(call(`${POST}content-length: 100000\r\n\r\n{`), ' ')).not.toContain('201');
});

it('lets an upload take its time while it gets on, and hangs up when it stops', async () => {
  const head =
    '--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\noccurred_at,amount\r\n';
  const slow = call(upload + chunk(head));
  for (let lines = 0; lines < 8; lines++) {
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS / 4));
    slow.socket.write(chunk(`2024-03-01T10:00:0${lines},1\r\n`));
  }
  slow.socket.write(`${chunk('\r\n--b--\r\n')}0\r\n\r\n`);
  await new Promise((resolve) => slow.socket.once('data', resolve));
  slow.socket.end();
  expect(await slow.hungUp).toMatch(/^HTTP\/1\.1 202 [^]*"linesTotal":8/);

  expect(await call(upload + chunk(head)).hungUp).not.toContain('202');
});

it('answers as ever', async () => {
  await api.as().get('/v1/health').expect(200);
});

it('answers a file of several terminals that has come in whole, however long that takes', async () => {
  await api.database.query('BEGIN');
  await api.database.query('LOCK TABLE routed_import');
  const sent = call(
    upload.replace(/terminals\/\S+\/imports/, 'routed-imports') +
      chunk(
        '--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nterminal_no,occurred_at,amount\r\nA1,soon,1\r\n--b--\r\n',
      ) +
      '0\r\n\r\n',
  );
  await new Promise((resolve) => setTimeout(resolve, 2 * IDLE_MS));
  await api.database.query('ROLLBACK');
  await Promise.race([new Promise((resolve) => sent.socket.once('data', resolve)), sent.hungUp]);
  sent.socket.end();
  expect(await sent.hungUp).toMatch(/^HTTP\/1\.1 202 [^]*"unrouted":1/);
});

/** Answers when it is let. */
const held = { answer: (): void => undefined, came: (): void => undefined };
@Controller('v1/held')
class HeldController {
  @Get()
  @Public()
  async wait(): Promise<object> {
    held.came();
    await new Promise<void>((resolve) => (held.answer = resolve));
    return {};
  }
}
@Module({ controllers: [HeldController] })
class HeldModule {}

it('closes once what is under way is answered, whoever else is connected', async () => {
  const long = { headersMs: 60_000, idleMs: 60_000, bodyMs: 60_000 };
  const other = await createApi(testConfig(api.database), { features: [HeldModule], timeouts: long });
  await other.listen(0, '127.0.0.1');
  const address = await other.getUrl();
  const unused = connect(Number(new URL(address).port), '127.0.0.1');
  const hungUp = new Promise((resolve) => unused.once('close', resolve));
  unused.on('error', () => undefined);
  const came = new Promise<void>((resolve) => (held.came = resolve));
  const answered = fetch(`${address}/v1/held`);
  await came;
  const closed = other.close();
  await hungUp;
  held.answer();
  const { status, headers } = await answered;
  expect([status, headers.get('connection')]).toEqual([200, 'close']);
  await closed;
}, 20_000);
