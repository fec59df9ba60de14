import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Shop } from '../factories/registry';
import { AGENT, ImportRoom } from '../support/import-room';
import { at, fileOf, keptOf, linesIn, reasonsOf, runWaiting, sale } from '../support/routed-file';

let room: ImportRoom;
beforeAll(async () => (room = await ImportRoom.open()));
afterAll(() => room.close());
beforeEach(() => room.database.query('DELETE FROM outbox'));
afterEach(() => runWaiting(room));

const shops = (): Promise<[Shop, Shop, Shop]> => Promise.all([room.shop(), room.shop(), room.shop()]);

describe('strict', () => {
  it('takes all in where every line is good', async () => {
    const [a, b] = await shops();
    const done = await room.routeAll(fileOf(sale(a), sale(b), sale(a)), { strict: true });
    expect(done).toMatchObject({ state: 'finished', strict: true, accepted: 3, rejected: 0 });
  });

  it.each([
    ['is one terminal’s', ([a]: Shop[]) => sale(a!, 'soon,1.00,,'), '3,TIME_INVALID,occurred_at'],
    [
      'is nobody’s',
      ([a]: Shop[]) => `${a!.merchant.merchantNo},NOBODYS1,${at()},1.00,,`,
      '3,TERMINAL_UNKNOWN,terminal_no',
    ],
    ['is no line', () => 'what', '3,COLUMN_COUNT,'],
  ])('refuses the file whole where one bad line %s', async (_, bad, told) => {
    const three = await shops();
    const lines = three.map((shop) => sale(shop));
    const refused = await room.route(fileOf(lines[0]!, bad(three), lines[1]!, lines[2]!), { strict: true });
    expect(refused).toMatchObject({
      state: 'refused',
      failure: 'LINES_REJECTED',
      linesTotal: 4,
      linesDone: 4,
      accepted: 0,
      rejected: 1,
      finishedAt: room.clock.now(),
    });
    expect(await reasonsOf(room, refused.id)).toEqual([told]);
    expect([await room.parts(refused.id), await room.requestedImports(), room.blobs()]).toEqual([[], [], []]);
    await expect(room.routed.cancel(AGENT, refused.id, () => Promise.resolve())).rejects.toMatchObject({
      code: 'IMPORT_NOT_CANCELLABLE',
    });
  });
});

describe('the same file again', () => {
  it('is a receipt, and not even read where its hash was announced', async () => {
    const [a, b] = await shops();
    const content = fileOf(sale(a), sale(b), sale(a, 'soon,1.00,,'));
    const first = await room.routeAll(content);
    const again = await room.route(content);
    expect(again).toMatchObject({ duplicateOf: first.id, linesTotal: 3, state: 'queued' });
    // Nothing of it waits to be read.
    expect(room.blobs()).toEqual([]);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const unread = new Readable({
      read() {
        throw new Error('was read');
      },
    });
    const announced = await room.route(unread, { sha256 });
    expect(announced).toMatchObject({ duplicateOf: first.id, sizeBytes: content.length, terminals: 2 });
    for (const { id } of [again, announced]) {
      for (const part of await room.parts(id)) await room.run(part.import.id);
      expect(await room.routedQuery.get(AGENT, id)).toMatchObject({
        state: 'finished',
        accepted: 0,
        duplicates: 2,
        rejected: 1,
        linesDone: 3,
        bytesDone: content.length,
      });
      expect(await reasonsOf(room, id)).toEqual(['4,TIME_INVALID,occurred_at']);
    }
    // With a bad line a strict one is refused, which its reading does.
    expect(await room.route(content, { sha256, strict: true })).toMatchObject({ state: 'refused' });
  });

  it('is read where it may go elsewhere now, or under another mapping', async () => {
    const [a, b] = await shops();
    const late = `${a.merchant.merchantNo},LATE0001,${at()},1.00,,`;
    const content = fileOf(sale(a), late, sale(b));
    const sha256 = createHash('sha256').update(content).digest('hex');
    const first = await room.routeAll(content, { sha256 });
    expect(first).toMatchObject({ terminals: 2, unrouted: 1 });
    await room.addTerminal(a.merchant.id, 'LATE0001');
    const second = await room.routeAll(content, { sha256 });
    expect(second).toMatchObject({
      duplicateOf: null,
      terminals: 3,
      accepted: 1,
      duplicates: 2,
      unrouted: 0,
    });
    const other = await room.routeAll(content, {
      sha256,
      options: { amountUnit: 'fen', cardType: 'credit' },
    });
    expect(other.duplicateOf).toBeNull();
    expect(await room.routeAll(content, { sha256 })).toMatchObject({ duplicateOf: second.id, duplicates: 3 });
  });

  it('adds what a changed one has more, and reads of it only the terminals that changed', async () => {
    const [a, b, c] = await shops();
    const lines = [sale(a), sale(b), sale(c)];
    await room.routeAll(fileOf(...lines));
    const { id } = await room.route(fileOf(...lines, sale(b)));
    const parts = await room.parts(id);
    const unread = parts.filter((part) => part.import.duplicateOf !== null);
    expect(unread.map((part) => part.import.terminalId).sort()).toEqual(
      [a.terminal.id, c.terminal.id].sort(),
    );
    for (const part of parts) await room.run(part.import.id);
    const done = await room.routedQuery.get(AGENT, id);
    expect(done).toMatchObject({ duplicateOf: null, accepted: 1, duplicates: 3 });
    expect(await linesIn(room, b)).toEqual([3, 5]);
  });

  it('is refused where it is not the file that was announced', async () => {
    const [a] = await shops();
    const before = await keptOf(room);
    await expect(room.route(fileOf(sale(a)), { sha256: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
    expect([await keptOf(room), room.blobs()]).toEqual([before, []]);
  });
});

describe('cancelling', () => {
  const cancel = (id: string) => room.routed.cancel(AGENT, id, () => Promise.resolve());

  it('ends what has not finished, and leaves what is in', async () => {
    const [a, b, c] = await shops();
    const { id } = await room.route(fileOf(sale(a), sale(b), sale(c)));
    const [first] = await room.parts(id);
    await room.run(first!.import.id);
    const told: string[] = [];
    const cancelled = await room.routed.cancel(AGENT, id, async (_tx, row) => void told.push(row.id));
    expect(cancelled).toMatchObject({ state: 'cancelled', accepted: 1, linesDone: 1 });
    expect((await room.parts(id)).map((part) => part.import.state)).toEqual([
      'finished',
      'cancelled',
      'cancelled',
    ]);
    expect([told, room.blobs()]).toEqual([[], []]);
    for (const part of await room.parts(id)) expect((await room.run(part.import.id)).told).toBe(0);
    // Twice is once.
    expect(await cancel(id)).toMatchObject({ state: 'cancelled' });
  });

  it('is too late when all has ended', async () => {
    const [a] = await shops();
    const { id } = await room.routeAll(fileOf(sale(a)));
    await expect(cancel(id)).rejects.toMatchObject({ code: 'IMPORT_NOT_CANCELLABLE' });
  });

  it('takes a strict one whole, and only before a line of it is written', async () => {
    const [a, b] = await shops();
    const strict = { strict: true };
    const early = await room.route(fileOf(sale(a), sale(b)), strict);
    const [part] = await room.parts(early.id);
    await expect(room.imports.cancel(AGENT, part!.import.id, () => Promise.resolve())).rejects.toMatchObject({
      code: 'IMPORT_NOT_CANCELLABLE',
    });
    expect(await cancel(early.id)).toMatchObject({ state: 'cancelled', linesDone: 0 });
    const late = await room.route(fileOf(sale(a), sale(b)), strict);
    await room.run((await room.parts(late.id))[0]!.import.id);
    await expect(cancel(late.id)).rejects.toMatchObject({ code: 'IMPORT_NOT_CANCELLABLE' });
  });
});
