import { tmpdir } from 'node:os';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { Zone } from '@thaw/kernel';
import { CardTokenizer, completeMapping } from '@thaw/transactions/records';
import { openIntake, type Intake } from '../../libs/transactions/src/intake/intake';
import type * as Aside from '../../libs/transactions/src/intake/intake-thread';
import { PROJECT_ROOT, buildProject } from '../support/process-peer';
import { waitFor } from '../support/wait-for';

/** A thread is loaded by Node itself, and so from what has been compiled. */
let openIntakeAside: typeof Aside.openIntakeAside;

const cardKey = { id: 'k1', key: Buffer.alloc(32, 7) };
const context = {
  terminalId: '00000000-0000-4000-8000-000000000001',
  terminalNo: 'A0000001',
  importId: '00000000-0000-4000-8000-000000000002',
  receivedAt: new Date('2024-04-01T00:00:00Z'),
  spoolFolder: tmpdir(),
  tokenizer: new CardTokenizer(cardKey),
  zone: new Zone('Asia/Shanghai'),
};

/** Some megabytes, with lines that are rejected, known and odd among them. */
const file = (lines: number): Buffer => {
  const rows = Array.from({ length: lines }, (_, i) => {
    const time = new Date(Date.UTC(2024, 0, 1) + i * 1000).toISOString().slice(0, 19);
    const amount = i % 1000 === 7 ? 'x' : `${(i % 900) + 1}.50`;
    return `${time},${amount},99999900000${String(i % 5000).padStart(5, '0')},R${i % 50_000},"a ""note"""`;
  });
  return Buffer.from(`occurred_at,amount,card,reference,note\n${rows.join('\n')}\n`);
};
const inChunks = (bytes: Buffer, after?: Error): Readable =>
  Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
      if (after) throw after;
    })(),
  );
const take = (upload: Readable, columns = {}): Promise<Intake> =>
  openIntakeAside(upload, completeMapping({ columns }), context, cardKey);

async function digest(stream: Readable): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}

beforeAll(() => {
  buildProject();
  const path = join(PROJECT_ROOT, 'dist/libs/transactions/src/intake/intake-thread.js');
  ({ openIntakeAside } = jest.requireActual<typeof Aside>(path));
});

it.each([
  ['plain', (bytes: Buffer) => bytes],
  ['zipped', (bytes: Buffer) => gzipSync(bytes, { level: 0 })],
])('makes the same of a long upload in a thread, %s', async (_name, pack) => {
  const bytes = pack(file(60_000));
  expect(bytes.length).toBeGreaterThan(2 ** 21);
  const here = await openIntake(inChunks(bytes), completeMapping({}), context);
  const aside = await take(inChunks(bytes));
  expect(() => aside.summary()).toThrow('has not been taken in');
  expect(await digest(aside.stream)).toBe(await digest(here.stream));
  expect(aside.summary()).toEqual(here.summary());
  expect(aside.plan).toEqual(here.plan);
});

it('leaves this thread to others', async () => {
  const bytes = file(300_000);
  const { stream, summary } = await take(inChunks(bytes));
  const before = performance.eventLoopUtilization();
  await digest(stream);
  expect(summary().lines).toBe(300_000);
  // Read here, it would be busy all the time; on a laden machine what it waits for is slower, and so is what it does.
  expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.9);
});

it('refuses in the words of the desk, before and behind the header', async () => {
  await expect(take(inChunks(file(60_000)), { amount: 'money' })).rejects.toMatchObject({
    name: 'DomainError',
    code: 'MAPPING_INVALID',
    context: { field: 'columns.amount' },
  });
  const zipped = gzipSync(file(60_000), { level: 0 });
  const { stream } = await take(inChunks(zipped.subarray(0, -1000)));
  await expect(digest(stream)).rejects.toMatchObject({
    name: 'DomainError',
    code: 'FILE_UNREADABLE',
    context: { detail: { zh: expect.stringContaining('gzip 数据不完整') as string } },
  });
});

it('passes on what befalls the upload, and lets it go when nobody wants it any more', async () => {
  const broken = new Error('the line went dead');
  const { stream } = await take(inChunks(file(60_000), broken));
  await expect(digest(stream)).rejects.toBe(broken);

  const upload = inChunks(file(300_000));
  const { stream: unwanted } = await take(upload);
  const closed = new Promise<void>((resolve) => upload.once('close', resolve));
  unwanted.destroy();
  await closed;
  expect(upload.readableEnded).toBe(false);
});

it('reads on no further than what it makes is taken', async () => {
  let sent = 0;
  const bytes = file(300_000);
  const upload = Readable.from(
    (function* () {
      for (; sent < bytes.length; sent += 65_536) yield bytes.subarray(sent, sent + 65_536);
    })(),
  );
  const { stream } = await take(upload);
  // Nobody reads: what is ahead fills up, and then it stands still.
  let last = -1;
  let quiet = 0;
  await waitFor('the reading to stand still', () => {
    quiet = sent === last ? quiet + 1 : 0;
    last = sent;
    return quiet > 20;
  });
  expect(sent).toBeLessThan(bytes.length / 2);
  stream.destroy();
});
