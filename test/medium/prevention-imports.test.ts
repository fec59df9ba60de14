import { isDomainError } from '@thaw/kernel';
import type { PreventionImport, PreventionImportReject, PreventionLine } from '@thaw/registry';
import type { Shop } from '../factories/registry';
import { PreventionRoom, SETUP } from '../support/prevention-room';

let room: PreventionRoom;
beforeEach(async () => (room = await PreventionRoom.prepare()));
afterEach(() => room.stop());

type Cells = PreventionLine['cells'];
const lineOf = ({ merchant, terminal }: Shop, cells: Cells): Cells => ({
  merchant_no: merchant.merchantNo,
  terminal_no: terminal.terminalNo,
  ...cells,
});
const take = (all: readonly Cells[]): Promise<PreventionImport> =>
  room.imports.take(SETUP, {
    fileName: 'upkeep.csv',
    contentHash: Buffer.alloc(32),
    lines: all.map((cells, n) => ({ line: n + 2, cells, fault: null })),
  });

async function rejectsOf({ id }: PreventionImport): Promise<PreventionImportReject[]> {
  const rejects: PreventionImportReject[] = [];
  for await (const some of await room.importsQuery.rejects(SETUP, id)) rejects.push(...some);
  return rejects;
}

it('takes the good lines, keeps the bad ones with the reason, and changes nothing the second time', async () => {
  const [one, two, three] = [await room.shop(), await room.shop(), await room.shop()];
  await room.announce('A920', '5.3', '2026-10-01');
  const file: Cells[] = [
    lineOf(one, { inspected_on: '2026/5/1', software_version: '5.3', virus_database_on: ' 20261120 ' }),
    lineOf(two, { inspection_due_on: '2026-11-30', terminal_no: two.terminal.terminalNo.toLowerCase() }),
    lineOf(one, { patched_until: '2026-11-01' }),
    { merchant_no: '999999999999999', terminal_no: 'A0000001', patched_until: '2026-11-01' },
    lineOf(three, { virus_database_on: '2026-11-24' }),
    lineOf(three, { software_version: '' }),
    { patched_until: '2026-11-01' },
  ];
  const receipt = await take(file);
  expect(receipt).toMatchObject({
    linesTotal: 7,
    accepted: 2,
    unchanged: 0,
    rejected: 5,
    actor: 'system:setup',
  });
  expect((await rejectsOf(receipt)).map(({ line, field, message }) => [line, field, message.en])).toEqual([
    [4, 'terminal_no', expect.stringContaining('stands on line 2 already')],
    [5, 'terminal_no', expect.stringContaining('no such terminal')],
    [6, 'virus_database_on', expect.stringContaining('after today (2026-11-23)')],
    [7, null, expect.stringContaining('neither a date nor a version')],
    [8, 'terminal_no', expect.stringContaining('no such terminal')],
  ]);
  const { terms } = await room.as((tx) => room.query.preventionOf(tx, one.terminal.id));
  expect(terms).toEqual({
    deviceId: one.device.id,
    inspectedOn: '2026-05-01',
    inspectionDueOn: '2026-10-28',
    softwareVersion: '5.3',
    virusDatabaseOn: '2026-11-20',
    patchedUntil: null,
    passwordRotatedOn: null,
  });
  const { items } = await room.as((tx) => room.query.events(tx, SETUP, two.terminal.id, {}));
  expect(items).toMatchObject([{ importId: receipt.id, after: { inspectionDueOn: '2026-11-30' } }]);

  const again = await take(file);
  expect(again).toMatchObject({ accepted: 0, unchanged: 2, rejected: 5 });
  const page = await room.as((tx) => room.importsQuery.page(tx, { limit: 1 }));
  expect([page.items.length, page.next === null]).toEqual([1, false]);
});

it('keeps what could not be read as a line, and no card number of it', async () => {
  const shop = await room.shop();
  const receipt = await room.imports.take(SETUP, {
    fileName: 'upkeep.csv',
    contentHash: Buffer.alloc(32),
    lines: [
      { line: 2, cells: {}, fault: { zh: '坏行', en: 'a bad line' } },
      { line: 3, cells: lineOf(shop, { software_version: '4111 1111 1111 1111' }), fault: null },
      {
        line: 4,
        cells: lineOf(shop, { terminal_no: 'A\0\ud800', patched_until: '2026-11-01' }),
        fault: null,
      },
    ],
  });
  const rejects = await rejectsOf(receipt);
  expect(rejects.map(({ line, field }) => [line, field])).toEqual([
    [2, null],
    [3, 'software_version'],
    [4, 'terminal_no'],
  ]);
  expect(rejects[1]?.cells).toContain('4111 11** **** 1111');
  expect(JSON.stringify(rejects)).not.toMatch(/4111 1111 1111 1111/);
});

it('is whole or not at all, and takes turns with other files', async () => {
  const shops = await Promise.all(Array.from({ length: 5 }, () => room.shop()));
  const file = shops.map((shop) => lineOf(shop, { patched_until: '2026-11-01' }));
  const taken = await Promise.allSettled([take(file), take(file.toReversed()), take(file)]);
  for (const one of taken) {
    if (one.status === 'rejected')
      expect(isDomainError(one.reason, 'PREVENTION_IMPORT_IN_PROGRESS')).toBe(true);
  }
  const receipts = taken.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(receipts.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(5);
  expect(await room.peer.query('SELECT 1 FROM prevention_event')).toHaveLength(5);
  expect(await room.peer.query('SELECT 1 FROM prevention_import')).toHaveLength(receipts.length);
});

it('takes many lines at once', async () => {
  const { merchant } = await room.shop();
  await room.peer.query(
    `INSERT INTO terminal (id, terminal_no, merchant_id, fee_profile, created_at)
     SELECT gen_random_uuid(), lpad(n::text, 8, '0'), $1, 'standard', now() FROM generate_series(1, 2500) n`,
    [merchant.id],
  );
  const file = Array.from({ length: 2_500 }, (_, n) => ({
    merchant_no: merchant.merchantNo,
    terminal_no: String(n + 1).padStart(8, '0'),
    virus_database_on: '2026-11-01',
  }));
  expect(await take(file)).toMatchObject({ accepted: 2_500, unchanged: 0, rejected: 0 });
  expect(await take(file)).toMatchObject({ accepted: 0, unchanged: 2_500, rejected: 0 });
});
