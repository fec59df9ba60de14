import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { systemActor } from '@thaw/kernel';
import { Database, newKey } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { HistoryBlocks, ImportsService, TerminalLock } from '@thaw/transactions';
import { historyFile } from '../factories/history-file';
import { registerShop } from '../factories/registry';
import { GatedFile } from '../support/gated-file';
import { ProcessPeer } from '../support/process-peer';
import { rowsAhead } from '../support/rows-ahead';
import { streamUpload } from '../support/streamed-upload';
import { TestApi } from '../support/test-api';
import { waitFor } from '../support/wait-for';

const LINES = 120_000;
const SETUP = systemActor('setup');

let api: TestApi;
let blobs: string;
let env: NodeJS.ProcessEnv;
let token: string;
let server: ProcessPeer;
beforeAll(async () => {
  blobs = mkdtempSync(join(tmpdir(), 'thaw-ahead-'));
  const own = { THAW_BLOB_DIR: blobs, THAW_CARD_KEY: newKey() };
  api = await TestApi.start({}, own);
  env = {
    ...own,
    DATABASE_URL: api.database.url,
    THAW_GATEWAY_URL: 'http://127.0.0.1:9',
    THAW_GATEWAY_SECRET: newKey(),
    THAW_PORT: '0',
    THAW_LOG_LEVEL: 'silent',
  };
  token = (await api.user(['agent'])).token;
});
beforeEach(async () => (server = await ProcessPeer.start({ script: 'apps/api/src/main', env })));
afterEach(() => server.stop());
afterAll(async () => {
  await api.stop();
  rmSync(blobs, { recursive: true });
});

const get = <T>(type: abstract new (...args: never[]) => T): T => api.app.get<T>(type, { strict: false });
const newTerminal = (): Promise<string> =>
  get(Database).asActor(SETUP, async (tx) => (await registerShop(tx, get(RegistryService))).terminal.id);
const file = (): Readable => historyFile({ lines: LINES, mixed: true });
const half = (): GatedFile => new GatedFile(file(), Readable.from([]));
const send = (of: ProcessPeer, terminalId: string, content: Readable) =>
  streamUpload(
    `http://127.0.0.1:${of.ready.port}/v1/terminals/${terminalId}/imports`,
    token,
    content as AsyncIterable<Uint8Array>,
  );
/** Partial ones of a process that was killed are swept later. */
const wholeFiles = (): string[] =>
  readdirSync(blobs, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.partial'))
    .map(({ name }) => name);

interface Left {
  readonly rows: number;
  readonly imports: number;
  readonly written: number;
}

async function leftOf(terminalId: string): Promise<Left | undefined> {
  const [left] = await api.database.query<Left>(
    `SELECT (SELECT count(*)::int FROM transaction WHERE terminal_id = $1) AS rows,
       (SELECT count(*)::int FROM history_import WHERE terminal_id = $1) AS imports,
       (SELECT coalesce(sum(written), 0)::int FROM history_ledger WHERE terminal_id = $1) AS written`,
    [terminalId],
  );
  return left;
}

/** That nothing is left of what was written, and the terminal serves whoever comes: the same file goes in whole. */
async function expectNothingLeft(terminalId: string, next: ProcessPeer): Promise<void> {
  const isFree = () => get(Database).asActor(SETUP, (tx) => get(TerminalLock).tryHold(tx, terminalId));
  await waitFor('the terminal', isFree, { withinMs: 10_000, everyMs: 20 });
  expect(await leftOf(terminalId)).toEqual({ rows: 0, imports: 0, written: 0 });
  expect(wholeFiles()).toEqual([]);
  const { status, body } = await send(next, terminalId, file());
  expect([status, body['state'], body['linesDone']]).toEqual([202, 'queued', LINES]);
  await get(ImportsService).run(String(body['id']), () => Promise.resolve());
  const [done] = await api.database.query<{ state: string; accepted: number; all: number }>(
    `SELECT state, accepted, accepted + duplicates + rejected AS all FROM history_import WHERE terminal_id = $1`,
    [terminalId],
  );
  expect(done).toEqual({ state: 'finished', accepted: expect.any(Number) as number, all: LINES });
  const accepted = done?.accepted ?? 0;
  expect(await leftOf(terminalId)).toEqual({ rows: accepted, imports: 1, written: accepted });
  expect(await get(HistoryBlocks).verify(terminalId)).toMatchObject({ differsAt: null });
}

it('leaves nothing of an upload whose API was killed after rows were written', async () => {
  const terminalId = await newTerminal();
  const upload = half();
  const sent = send(server, terminalId, upload.stream).then(String, () => 'broken off');
  await rowsAhead(api.database);
  await server.kill();
  upload.stream.destroy(new Error('enough'));
  expect(await sent).toBe('broken off');
  const next = await ProcessPeer.start({ script: 'apps/api/src/main', env });
  await expectNothingLeft(terminalId, next);
  await next.stop();
}, 120_000);

it('leaves nothing of an upload that its sender cancelled after rows were written', async () => {
  const terminalId = await newTerminal();
  const upload = half();
  const sent = send(server, terminalId, upload.stream).then(String, () => 'broken off');
  await rowsAhead(api.database);
  upload.stream.destroy(new Error('cancelled'));
  upload.letOn();
  expect(await sent).toBe('broken off');
  await expectNothingLeft(terminalId, server);
}, 120_000);
