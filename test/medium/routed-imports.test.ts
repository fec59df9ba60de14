import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { UserActor } from '@thaw/kernel';
import type { Shop } from '../factories/registry';
import { bytesOf, workbook } from '../factories/workbook';
import { AGENT, ImportRoom } from '../support/import-room';
import { CARD, at, fileOf, keptOf, linesIn, reasonsOf, runWaiting, sale } from '../support/routed-file';

let room: ImportRoom;
beforeAll(async () => (room = await ImportRoom.open()));
afterAll(() => room.close());
beforeEach(() => room.database.query('DELETE FROM outbox'));
afterEach(() => runWaiting(room));

const shops = (): Promise<[Shop, Shop, Shop]> => Promise.all([room.shop(), room.shop(), room.shop()]);

describe('lines of three terminals, one through the other', () => {
  it('go each to its own history, under the lines of the file; what is nobody’s is told', async () => {
    const [a, b, c] = await shops();
    const content = fileOf(
      sale(a),
      sale(b),
      `${a.merchant.merchantNo},ZZZZZZZZ,${at()},5.00,${CARD},`,
      sale(c),
      sale(a, `soon,1.00,,`),
      sale(b),
      `,,${at()},5.00,,`,
      sale(a),
      `${b.merchant.merchantNo},too long for one,${at()},5.00,,`,
      `${a.merchant.merchantNo},${a.terminal.terminalNo},${at()},1`,
      sale(c, `${at()},1.00,,R"quoted" ${CARD}`),
    );
    const taken = await room.route(content);
    expect(taken).toMatchObject({
      state: 'queued',
      terminals: 3,
      linesTotal: 11,
      linesDone: 4,
      unrouted: 4,
      rejected: 4,
      sizeBytes: content.length,
      duplicateOf: null,
    });
    const parts = await room.parts(taken.id);
    expect(new Set(await room.requestedImports())).toEqual(new Set(parts.map((part) => part.import.id)));
    expect(parts.map(({ merchantNo, terminalNo }) => `${merchantNo}/${terminalNo}`)).toEqual(
      [a, b, c].map(({ merchant, terminal }) => `${merchant.merchantNo}/${terminal.terminalNo}`).sort(),
    );
    await room.run(parts[0]!.import.id);
    expect(await room.routedQuery.get(AGENT, taken.id)).toMatchObject({ state: 'running', finishedAt: null });
    for (const part of parts.slice(1)) await room.run(part.import.id);

    const done = await room.routedQuery.get(AGENT, taken.id);
    expect(done).toMatchObject({
      state: 'finished',
      linesDone: 11,
      bytesDone: content.length,
      accepted: 6,
      duplicates: 0,
      rejected: 5,
      failure: null,
      finishedAt: room.clock.now(),
    });
    expect([await linesIn(room, a), await linesIn(room, b), await linesIn(room, c)]).toEqual([
      [2, 9],
      [3, 7],
      [5, 12],
    ]);
    expect(await reasonsOf(room, taken.id)).toEqual([
      '4,TERMINAL_UNKNOWN,terminal_no',
      '8,TERMINAL_MISSING,terminal_no',
      '10,TERMINAL_UNKNOWN,terminal_no',
      '11,COLUMN_COUNT,',
      '6,TIME_INVALID,occurred_at',
    ]);
    expect((await room.routedRejects(taken.id))[0]).toMatch(/"ZZZZZZZZ"|ZZZZZZZZ.*411111\*{6}1111/);
    expect(room.blobs()).toEqual([]);
  });

  it('may name them by the terminal’s number alone, in any spelling, where it is one merchant’s only', async () => {
    const a = await room.shop({ terminal: { terminalNo: '00000A7B' } });
    const [b, c] = [
      await room.shop({ terminal: { terminalNo: 'TWICE001' } }),
      await room.shop({ terminal: { terminalNo: 'TWICE001' } }),
    ];
    const done = await room.routeAll(
      fileOf(
        `,a7b,${at()},1.00,,`,
        sale(a),
        ` ${a.merchant.merchantNo} , 00000A7B ,${at()},2.00,,`,
        `,TWICE001,${at()},3.00,,`,
        sale(b),
        `${c.merchant.merchantNo},twice001,${at()},4.00,,`,
        `,A7B,${at()},1.00,,`,
      ),
    );
    expect(done).toMatchObject({ state: 'finished', terminals: 3, accepted: 6, rejected: 1 });
    expect([await linesIn(room, a), await linesIn(room, b), await linesIn(room, c)]).toEqual([
      [2, 3, 4, 8],
      [6],
      [7],
    ]);
    expect(await reasonsOf(room, done.id)).toEqual(['5,TERMINAL_AMBIGUOUS,terminal_no']);
    expect((await room.routedRejects(done.id))[0]).toContain('merchant_no');
  });

  it('counts equal lines of one terminal that are named in two ways as the equal lines they are', async () => {
    const a = await room.shop();
    const when = at();
    const alone = `,${a.terminal.terminalNo},${when},1.00,,`;
    const named = sale(a, `${when},1.00,,`);
    expect(await room.routeAll(fileOf(alone, named, alone))).toMatchObject({ terminals: 1, accepted: 3 });
    expect(await room.routeAll(fileOf(named, named, named))).toMatchObject({ accepted: 0, duplicates: 3 });
  });
});

describe('a terminal that the sender may not see', () => {
  it('gets nothing from a person of a merchant, whom nothing else would keep from importing', async () => {
    const [own, foreign] = await shops();
    const before = await keptOf(room);
    const actor: UserActor = { ...AGENT, merchantId: own.merchant.id };
    for (const { merchantNo, terminalNo } of [
      { merchantNo: own.merchant.merchantNo, terminalNo: own.terminal.terminalNo },
      { merchantNo: foreign.merchant.merchantNo, terminalNo: foreign.terminal.terminalNo },
      { merchantNo: foreign.merchant.merchantNo, terminalNo: 'A999ZZZZ' },
    ]) {
      const file = fileOf(`${merchantNo},${terminalNo},${at()},1.00,,`);
      await expect(room.route(file, {}, actor)).rejects.toThrow(
        'new row violates row-level security policy for table "routed_import"',
      );
    }
    expect(await keptOf(room)).toEqual(before);
    // Whoever may see both is asked which one is meant.
    const twin = await room.shop({ terminal: { terminalNo: own.terminal.terminalNo } });
    const alone = fileOf(`,${own.terminal.terminalNo},${at()},1.00,,`);
    expect(await room.route(alone)).toMatchObject({ terminals: 0, unrouted: 1, state: 'finished' });
    expect(await linesIn(room, twin)).toEqual([]);
  });

  it('is no business of whoever may not import at all', async () => {
    const before = await keptOf(room);
    const content = new Readable({
      read() {
        throw new Error('was read');
      },
    });
    await expect(room.route(content, {}, { ...AGENT, roles: ['reviewer'] })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(content.destroyed).toBe(true);
    expect(await keptOf(room)).toEqual(before);
  });
});

describe('whatever the file is', () => {
  it('is routed alike: zipped, GB18030 with Chinese columns, and a workbook whose numbers lost their zeros', async () => {
    const a = await room.shop({ terminal: { terminalNo: '00000012' } });
    const b = await room.shop();
    const options = {
      columns: { merchant_no: '商户号', terminal_no: '终端号', occurred_at: '交易时间', amount: '金额' },
    };
    const rows = [
      [a.merchant.merchantNo, '12', '2024-05-01T10:00:00', '1.00'],
      [b.merchant.merchantNo, b.terminal.terminalNo, '2024-05-01T10:00:00', '2.00'],
      [a.merchant.merchantNo, '00000012', '2024-05-01T10:01:00', '3.00'],
    ];
    const titles = ['商户号', '终端号', '交易时间', '金额'];
    const [none, terminal, time, money] = ['C9CCBBA7BAC5', 'D6D5B6CBBAC5', 'BDBBD2D7CAB1BCE4', 'BDF0B6EE'];
    const gb18030 = Buffer.concat([
      ...[none, terminal, time, money].flatMap((hex, i) => [
        Buffer.from(i === 0 ? '' : ','),
        Buffer.from(hex, 'hex'),
      ]),
      Buffer.from(`\n${rows.map((row) => row.join()).join('\n')}\n`),
    ]);
    const first = await room.routeAll(gb18030, { options });
    expect(first).toMatchObject({ terminals: 2, accepted: 3, header: titles });
    const zipped = gzipSync([titles, ...rows].map((row) => row.join()).join('\n'));
    expect(await room.routeAll(zipped, { options })).toMatchObject({ accepted: 0, duplicates: 3 });
    const book = await bytesOf(
      workbook({
        rows: [
          titles,
          ...rows.map(([merchant, no, ...rest]) => [Number(merchant), no === '12' ? 12 : no!, ...rest]),
        ],
      }),
    );
    expect(await room.routeAll(book, { options })).toMatchObject({
      sizeBytes: book.length,
      bytesDone: book.length,
      accepted: 0,
      duplicates: 3,
      rejected: 0,
    });
  });

  it('is refused where no column names terminals, and says what to do', async () => {
    const before = await keptOf(room);
    await expect(room.route('occurred_at,amount\n')).rejects.toMatchObject({
      code: 'MAPPING_INVALID',
      context: { field: 'columns.terminal_no' },
    });
    await expect(room.route('')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    expect([await keptOf(room), room.blobs()]).toEqual([before, []]);
  });
});

it('reads amounts without a currency in each terminal’s own', async () => {
  const [yuan, yen] = [await room.shop(), await room.shop({ terminal: { currency: 'JPY' } })];
  await room.routeAll(fileOf(sale(yuan), sale(yen)));
  const currencies = await room.database.query(
    'SELECT currency FROM transaction WHERE terminal_id = ANY($1) ORDER BY line',
    [[yuan.terminal.id, yen.terminal.id]],
  );
  expect(currencies).toEqual([{ currency: 'CNY' }, { currency: 'JPY' }]);
});

it('keeps nothing where the commit fails between two imports', async () => {
  const [a, b, c] = await shops();
  await room.database.query(`CREATE FUNCTION break_down() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF (SELECT count(*) FROM outbox) = 2 THEN RAISE 'the server broke down'; END IF;
      RETURN NEW;
    END $$`);
  await room.database.query(
    'CREATE TRIGGER break_down BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION break_down()',
  );
  const before = await keptOf(room);
  const content = fileOf(sale(a), sale(b), sale(c), ',NOBODYS1,soon,1,,');
  await expect(room.route(content)).rejects.toThrow('broke down');
  expect([await keptOf(room), room.blobs(), await room.requestedImports()]).toEqual([before, [], []]);
  await room.database.query('DROP TRIGGER break_down ON outbox');
  expect(await room.routeAll(content)).toMatchObject({ state: 'finished', accepted: 3, unrouted: 1 });
});

it('keeps no card number: neither on disk while it is read nor in what is kept', async () => {
  const [a] = await shops();
  const { id } = await room.route(
    fileOf(sale(a), `${CARD},${a.terminal.terminalNo},${at()},1,${CARD},${CARD}`, `,${CARD},${at()},1,,`),
  );
  const kept = await room.database.query(
    'SELECT r::text AS text FROM routed_reject r WHERE routed_import_id = $1',
    [id],
  );
  expect(kept).toHaveLength(2);
  expect(JSON.stringify(kept)).not.toContain(CARD);
});
