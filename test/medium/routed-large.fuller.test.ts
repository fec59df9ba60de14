import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemActor } from '@thaw/kernel';
import { Database, newKey } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { newMerchant } from '../factories/registry';
import { IS_FULLER } from '../support/fuller';
import { ProcessPeer } from '../support/process-peer';
import { growthOf, streamUpload } from '../support/streamed-upload';
import { TestApi } from '../support/test-api';

/** `.ci/run` asks for a file of the size that an acquirer has; without it it is a small part of that. */
const LINES = IS_FULLER ? 5_000_000 : 200_000;
const TERMINALS = IS_FULLER ? 3_000 : 300;
/** By so much may the server grow, over what it holds at rest after files of as many terminals. */
const GROWTH_MB = IS_FULLER ? 350 : 150;

let api: TestApi;
let server: ProcessPeer;
let blobs: string;
let token: string;
let merchantNo: string;
beforeAll(async () => {
  blobs = mkdtempSync(join(tmpdir(), 'thaw-routed-'));
  const env = { THAW_BLOB_DIR: blobs, THAW_CARD_KEY: newKey() };
  api = await TestApi.start({}, env);
  token = (await api.user(['agent'])).token;
  const merchant = await api.app
    .get(Database)
    .asActor(systemActor('setup'), (tx) =>
      api.app.get(RegistryService, { strict: false }).registerMerchant(tx, newMerchant()),
    );
  ({ merchantNo } = merchant);
  await api.database.query(
    `INSERT INTO terminal (id, terminal_no, merchant_id, fee_profile, created_at)
     SELECT gen_random_uuid(), 'T' || lpad(n::text, 7, '0'), $1, 'standard', now() FROM generate_series(0, $2::int - 1) n`,
    [merchant.id, TERMINALS],
  );
  server = await ProcessPeer.start({
    script: 'apps/api/src/main',
    env: {
      ...env,
      DATABASE_URL: api.database.url,
      THAW_GATEWAY_URL: 'http://127.0.0.1:9',
      THAW_GATEWAY_SECRET: newKey(),
      THAW_PORT: '0',
      THAW_LOG_LEVEL: 'silent',
    },
  });
});
afterAll(async () => {
  await server.stop();
  await api.stop();
  rmSync(blobs, { recursive: true });
});

const url = (path: string): string => `http://127.0.0.1:${server.ready.port}${path}`;

function* file(lines: number): Generator<Buffer, void, undefined> {
  let text = 'merchant_no,terminal_no,occurred_at,amount,card,reference\n';
  for (let i = 0; i < lines; i++) {
    const terminal = String((i * 7919) % (TERMINALS + 1)).padStart(7, '0');
    const time = new Date(Date.UTC(2024, 0, 1) + i * 1_000).toISOString().slice(0, 19);
    const card = `62220212${String((i * 37) % 100_000).padStart(8, '0')}`;
    text += `${merchantNo},T${terminal},${time},${1 + (i % 900)}.50,${card},R${i}\n`;
    if (text.length < 64 * 1024) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

it(`routes ${LINES.toLocaleString('en')} lines to ${TERMINALS.toLocaleString('en')} terminals in bounded memory`, async () => {
  // What a process loads with its first upload is not the file's.
  for (let warm = 0; warm < 3; warm++) await streamUpload(url('/v1/routed-imports'), token, file(5_000));
  const begun = performance.now();
  const { grown, result } = await growthOf(server.pid, () =>
    streamUpload(url('/v1/routed-imports'), token, file(LINES)),
  );
  const seconds = (performance.now() - begun) / 1_000;
  process.stdout.write(
    `routing ${LINES} lines to ${TERMINALS} terminals: ${seconds.toFixed(1)} s, ${grown.toFixed(0)} MB more\n`,
  );
  const { status, body } = result;
  // One name in all is nobody's.
  const unrouted = Math.floor((LINES - 1 - ((LINES - 1) % (TERMINALS + 1))) / (TERMINALS + 1));
  expect([status, body]).toMatchObject([202, { state: 'queued', linesTotal: LINES, terminals: TERMINALS }]);
  expect(Math.abs(Number(body['unrouted']) - unrouted)).toBeLessThanOrEqual(1);
  const [row] = await api.database.query(
    `SELECT count(*)::int AS imports, sum(lines_total)::int AS lines FROM history_import WHERE routed_import_id = $1`,
    [body['id']],
  );
  expect(row).toEqual({ imports: TERMINALS, lines: LINES - Number(body['unrouted']) });
  // Nothing that is read lies in a file with a name: only what is kept for the jobs.
  const spooled = readdirSync(join(blobs, 'spool'));
  expect(spooled).toEqual([]);
  expect(grown).toBeLessThan(GROWTH_MB);
}, 600_000);
