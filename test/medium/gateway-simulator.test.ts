import { randomUUID } from 'node:crypto';
import { newKey } from '@thaw/platform';
import { sign } from '@thaw/registry';
import {
  runGatewaySimulator,
  type SimulatorIo,
} from '../../apps/cli/src/gateway-simulator/gateway-simulator.command';

const secret = newKey();
const env = { THAW_GATEWAY_SECRET: secret, THAW_GATEWAY_URL: 'http://127.0.0.1:0', THAW_PORT: '9' };

interface Running {
  readonly url: string;
  readonly stop: () => Promise<number>;
}

async function start(...argv: string[]): Promise<Running> {
  const lines: string[] = [];
  let stop: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  let code: Promise<number> = Promise.resolve(-1);
  await new Promise<void>((ready, failed) => {
    code = runGatewaySimulator(argv, env, { say: (line) => void lines.push(line), ready, stopped });
    code.catch(failed);
  });
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(lines.join(' '))?.[0] ?? '';
  return {
    url,
    stop: () => {
      stop();
      return code;
    },
  };
}

const order = (over: object = {}): string =>
  JSON.stringify({
    id: randomUUID(),
    kind: 'lift',
    terminalNo: 'A0000001',
    merchantNo: '100310054110001',
    measure: { level: 'F4', scope: 'terminal' },
    parameters: {},
    ...over,
  });

const post = (url: string, body: string, signature = sign(Buffer.from(secret, 'base64'), body, new Date())) =>
  fetch(`${url}/commands`, { method: 'POST', headers: { 'thaw-signature': signature }, body });

it('serves until it is told to stop, and takes signed commands only', async () => {
  const { url, stop } = await start('--mode', 'no_callback');
  const body = order();
  expect((await post(url, body, 't=1,v1=00')).status).toBe(401);
  expect((await post(url, body, sign(Buffer.alloc(32), body, new Date()))).status).toBe(401);
  expect((await post(url, '{}')).status).toBe(400);
  expect((await post(url, body)).status).toBe(202);
  const again = await post(url, body);
  expect([again.status, await again.json()]).toEqual([200, { id: JSON.parse(body).id, state: 'confirmed' }]);
  expect((await post(url, order({ id: JSON.parse(body).id, kind: 'narrow' }))).status).toBe(409);
  const listed = (await (await fetch(`${url}/commands`)).json()) as { commands: object[] };
  expect(listed.commands).toMatchObject([{ posts: 2, executions: 1 }]);
  expect(await stop()).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

it('can be told how to behave while it runs, for one terminal or for all', async () => {
  const { url, stop } = await start();
  const tell = (body: object) => fetch(`${url}/behaviour`, { method: 'PUT', body: JSON.stringify(body) });
  for (const wrong of [
    {},
    { mode: 'explode' },
    { mode: 'slow', delayMs: -1 },
    { mode: 'fail', terminalNo: 5 },
    { mode: 'fail_then_confirm', failures: 1.5 },
  ]) {
    expect((await tell(wrong)).status).toBe(400);
  }
  expect((await tell({ mode: 'error_500' })).status).toBe(200);
  expect((await tell({ terminalNo: 'A0000002', mode: 'refuse' })).status).toBe(200);
  expect((await post(url, order())).status).toBe(500);
  expect((await post(url, order({ terminalNo: 'A0000002' }))).status).toBe(422);
  expect(await stop()).toBe(0);
});

it.each<[string, string[], NodeJS.ProcessEnv]>([
  ['no port', [], { THAW_GATEWAY_SECRET: secret }],
  ['a port that is none', ['--port', 'x'], env],
  ['no secret', ['--port', '0'], {}],
  ['a mode that is none', ['--mode', 'x'], env],
  ['an option that is none', ['--x'], env],
])('says how it is used when there is %s', async (_, argv, environment) => {
  const said: string[] = [];
  const io: SimulatorIo = { say: (line) => void said.push(line), ready: fail, stopped: Promise.resolve() };
  expect(await runGatewaySimulator(argv, environment, io)).toBe(2);
  expect(said.join()).toContain('thaw gateway-simulator [--port N]');
});

function fail(): void {
  throw new Error('it must not serve');
}
