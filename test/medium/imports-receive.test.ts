import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { Actor } from '@thaw/kernel';
import { AGENT, ImportRoom } from '../support/import-room';

let room: ImportRoom;
beforeAll(async () => (room = await ImportRoom.open()));
afterAll(() => room.close());

const HEAD = 'occurred_at,amount,card,type,reference,trace_no,batch_no';
const file = (...lines: string[]): string => [HEAD, ...lines, ''].join('\n');
const at = (time: string): string => `2024-03-01T${time}`;
const terminal = async (): Promise<string> => (await room.shop()).terminal.id;

const refusals = async (attempt: Promise<unknown>, code: string, field: string | undefined) => {
  const before = await room.database.query('SELECT count(*) FROM history_import');
  await expect(attempt).rejects.toMatchObject({ code, context: field === undefined ? {} : { field } });
  expect(await room.database.query('SELECT count(*) FROM history_import')).toEqual(before);
  expect(room.blobs()).toEqual([]);
};
beforeEach(() => room.database.query(`DELETE FROM outbox`));

it('keeps masked lines, a row and a job, and after the job no lines', async () => {
  const id = await terminal();
  const row = await room.receive(id, file(`${at('10:00:00')},1.00,4111111111111111,,,,`), {
    fileName: '../statement 4111.1111.1111.1111.csv',
  });
  expect(row).toMatchObject({
    state: 'queued',
    linesTotal: 1,
    linesDone: 0,
    fileName: 'statement 4111-11**-****-1111.csv',
  });
  expect(room.blobs()).toHaveLength(1);
  expect(await room.requestedImports()).toEqual([row.id]);
  expect((await room.run(row.id)).told).toBe(1);
  expect(room.blobs()).toEqual([]);
});

it('names the columns at fault', async () => {
  const id = await terminal();
  await refusals(room.receive(id, 'datetime,amount\n'), 'MAPPING_INVALID', 'columns.occurred_at');
  const options = { columns: { occurred_at: 'when' } };
  await refusals(
    room.receive(id, 'datetime,amount\n', { options }),
    'MAPPING_INVALID',
    'columns.occurred_at',
  );
  await expect(room.receive(id, 'datetime,amount\n', { options })).rejects.toThrow(
    /no column "when".*datetime, amount/,
  );
});

it('refuses options before it looks at the file', async () => {
  const content = new Readable({
    read() {
      throw new Error('was read');
    },
  });
  await refusals(
    room.receive(await terminal(), content, { options: { timeZone: 'Mars/Olympus' } }),
    'MAPPING_INVALID',
    'timeZone',
  );
  expect(content.destroyed).toBe(true);
});

it('refuses what cannot be read, and keeps nothing of it', async () => {
  const id = await terminal();
  await refusals(room.receive(id, ''), 'FILE_UNREADABLE', 'file');
  await refusals(room.receive(id, Buffer.from('PK\x03\x04zip')), 'FILE_UNREADABLE', 'file');
  const many = Array.from(
    { length: 60_000 },
    (_, i) => `2024-03-01T10:00:00,${(i * 7919) % 99_991}.${i % 89},,,,,`,
  );
  const zipped = gzipSync(file(...many));
  await refusals(room.receive(id, zipped.subarray(0, zipped.length - 400)), 'FILE_UNREADABLE', 'file');
  zipped.fill(0, zipped.length / 2, zipped.length / 2 + 64);
  await refusals(room.receive(id, zipped), 'FILE_UNREADABLE', 'file');
});

it('refuses a file that is too large, as it is sent or unzipped', async () => {
  const small = await ImportRoom.open({ THAW_UPLOAD_LIMIT_BYTES: '20000' });
  try {
    const id = (await small.shop()).terminal.id;
    const sale = `${at('10:00:00')},1.00,,,,,`;
    const bytes = (lines: number): string => file(...Array.from({ length: lines }, () => sale));
    expect((await small.import(id, bytes(500))).accepted).toBe(500);
    expect((await small.import(id, gzipSync(bytes(700)))).accepted).toBe(200);
    for (const content of [bytes(1_000), gzipSync(bytes(100_000))]) {
      await expect(small.receive(id, content)).rejects.toMatchObject({
        code: 'FILE_TOO_LARGE',
        context: { field: 'file', extra: { limitBytes: 20_000 } },
      });
    }
    expect(small.blobs()).toEqual([]);
  } finally {
    await small.close();
  }
});

it('passes on what befalls the upload', async () => {
  const content = Readable.from(
    (async function* () {
      yield Buffer.from(file(`${at('10:00:00')},1.00,,,,,`));
      throw new Error('the sender went away');
    })(),
  );
  await expect(room.receive(await terminal(), content)).rejects.toThrow('went away');
  expect(room.blobs()).toEqual([]);
});

it('is not for merchants, nor for machines without the scope, nor for unknown terminals', async () => {
  const id = await terminal();
  const merchant: Actor = { ...AGENT, roles: ['merchant'], merchantId: (await room.shop()).merchant.id };
  const machine = (scope: 'transaction:append' | 'notice:open'): Actor => ({
    kind: 'machine',
    keyId: 'key',
    displayName: 'M',
    scopes: [scope],
  });
  const send = (actor: Actor, terminalId = id) =>
    room.imports.receive(actor, {
      terminalId,
      caseId: null,
      fileName: 'a.csv',
      content: Readable.from([Buffer.from(file())]),
      options: {},
    });
  await refusals(send(merchant), 'FORBIDDEN', undefined);
  await refusals(send(machine('notice:open')), 'FORBIDDEN', undefined);
  await refusals(send(AGENT, '00000000-0000-4000-8000-00000000dead'), 'NOT_FOUND', undefined);
  const sent = await send(machine('transaction:append'));
  expect(sent.state).toBe('queued');
  await room.run(sent.id);

  // A machine client reads of its own imports only, a merchant of none.
  expect((await room.query.get(machine('transaction:append'), sent.id)).id).toBe(sent.id);
  const other: Actor = { ...machine('transaction:append'), kind: 'machine', keyId: 'other' } as Actor;
  await expect(room.query.get(other, sent.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(room.query.get(merchant, sent.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
