import { gzipSync } from 'node:zlib';
import { AGENT, ImportRoom, countsOf } from '../support/import-room';

let room: ImportRoom;
beforeAll(async () => (room = await ImportRoom.open()));
afterAll(() => room.close());

const HEAD = 'occurred_at,amount,card,type,reference,trace_no,batch_no';
const file = (...lines: string[]): string => [HEAD, ...lines, ''].join('\n');
const at = (time: string): string => `2024-03-01T${time}`;
const terminal = async (): Promise<string> => (await room.shop()).terminal.id;

describe('the same file twice', () => {
  it('changes nothing, and says so', async () => {
    const id = await terminal();
    const text = file(
      `${at('10:00:00')},10.00,A,,,,`,
      `${at('10:00:00')},10.00,A,,,,`,
      `${at('10:01:00')},11.00,,,R1,,`,
      `${at('10:02:00')},12.00,B,,,T1,B1`,
      `${at('10:03:00')},0,B,,,T2,B1`,
    );
    const first = await room.import(id, text);
    expect(countsOf(first)).toEqual({ linesTotal: 5, linesDone: 5, accepted: 4, duplicates: 0, rejected: 1 });
    expect(first).toMatchObject({ state: 'finished', duplicateOf: null });
    const before = await room.history(id);

    const second = await room.import(id, text);
    expect(countsOf(second)).toEqual({
      linesTotal: 5,
      linesDone: 5,
      accepted: 0,
      duplicates: 4,
      rejected: 1,
    });
    expect(second).toMatchObject({ state: 'finished', duplicateOf: first.id });
    const zipped = await room.import(id, gzipSync(text));
    expect(countsOf(zipped)).toEqual(countsOf(second));
    expect(zipped.duplicateOf).toBeNull();
    expect(await room.history(id)).toEqual(before);
    expect(before).toHaveLength(4);
  });

  it('is another file when it is read in another way', async () => {
    const id = await terminal();
    const text = file(`${at('10:00:00')},10.00,A,,,,`);
    await room.import(id, text);
    const other = await room.import(id, text, { options: { timeZone: 'Europe/Berlin' } });
    expect([other.duplicateOf, other.accepted]).toEqual([null, 1]);
  });
});

describe('duplicates', () => {
  it('keeps two equal sales of one file, and takes only what is more from a later one', async () => {
    const id = await terminal();
    const sale = `${at('12:00:00')},38.70,A,,,,`;
    expect((await room.import(id, file(sale, sale))).accepted).toBe(2);
    const late = await room.import(id, file(sale, `${at('11:00:00')},5.00,A,,,,`, sale, sale));
    expect(countsOf(late)).toMatchObject({ accepted: 2, duplicates: 2 });
    expect((await room.history(id)).map(({ amountFen }) => amountFen)).toEqual([500, 3870, 3870, 3870]);
  });

  it('tells sales apart by time, amount, card and type', async () => {
    const id = await terminal();
    const lines = [
      `${at('12:00:00')},10.00,A,,,,`,
      `${at('12:00:01')},10.00,A,,,,`,
      `${at('12:00:00')},10.01,A,,,,`,
      `${at('12:00:00')},10.00,B,,,,`,
      `${at('12:00:00')},10.00,,,,,`,
      `${at('12:00:00')},10.00,A,refund,,,`,
    ];
    expect((await room.import(id, file(...lines))).accepted).toBe(6);
    for (const line of lines) expect((await room.import(id, file(line))).duplicates).toBe(1);
  });

  it('lets the acquirer reference go before everything else', async () => {
    const id = await terminal();
    const first = await room.import(
      id,
      file(
        `${at('12:00:00')},10.00,A,,R1,T1,B1`,
        `${at('13:00:00')},99.00,B,refund,R1,T9,B9`,
        `${at('12:00:00')},10.00,A,,R2,T1,B1`,
      ),
    );
    expect(countsOf(first)).toMatchObject({ accepted: 2, duplicates: 1 });
    const later = await room.import(id, file(`2025-01-01T00:00:00,1.00,,,R2,,`));
    expect(later.duplicates).toBe(1);
  });

  it('goes by trace, batch and day of the desk where there is no reference', async () => {
    const id = await terminal();
    const first = await room.import(
      id,
      file(
        '2024-03-01T23:59:59,10.00,A,,,T1,B1',
        '2024-03-01T08:00:00,20.00,B,,,T1,B1',
        '2024-03-02T00:00:00,10.00,A,,,T1,B1',
        '2024-03-01T23:59:59,10.00,A,,,T1,B2',
        // Without a batch number the trace number tells nothing.
        '2024-03-01T23:59:59,10.00,A,,,T1,',
        '2024-03-01T23:59:59,10.00,A,,,T2,',
      ),
    );
    expect(countsOf(first)).toMatchObject({ accepted: 5, duplicates: 1 });
    // The same sale told with its offset, in a file of another zone: still the desk's first of March.
    const told = await room.import(id, file('2024-03-01T16:59:59+01:00,10.00,A,,,T1,B1'), {
      options: { timeZone: 'Europe/Berlin' },
    });
    expect(told.duplicates).toBe(1);
  });

  it('are of one terminal', async () => {
    const text = file(`${at('12:00:00')},10.00,A,,R1,,`);
    for (const id of [await terminal(), await terminal()])
      expect((await room.import(id, text)).accepted).toBe(1);
  });
});

describe('what is kept of a line', () => {
  it('is the transaction with the token of its card', async () => {
    const id = await terminal();
    const done = await room.import(
      id,
      file(
        `${at('12:00:00')},38.70,4111 1111 1111 1111,,4111111111111111,,`,
        `${at('12:00:00')},1,,cash,,T,`,
      ),
    );
    const rows = await room.database.query('SELECT * FROM transaction WHERE terminal_id = $1 ORDER BY line', [
      id,
    ]);
    expect(rows).toEqual([
      {
        terminal_id: id,
        occurred_at: new Date('2024-03-01T04:00:00Z'),
        natural_key: expect.stringMatching(/^r:411111\*{6}1111#/),
        line: 2,
        id: expect.any(String),
        import_id: done.id,
        amount_fen: '3870',
        currency: 'CNY',
        type: 'purchase',
        status: 'approved',
        card_type: 'unknown',
        card_token: expect.stringMatching(/^k1\.[\w-]{24}$/),
        card_bin: '411111',
        card_last_four: '1111',
        reference: expect.stringMatching(/^411111\*{6}1111#/),
        trace_no: null,
        batch_no: null,
        received_at: done.createdAt,
      },
      expect.objectContaining({ type: 'cash', amount_fen: '100', card_token: null, trace_no: 'T' }),
    ]);
    expect(Number(rows[1]?.['id'])).toBe(Number(rows[0]?.['id']) + 1);
  });

  it('takes currency, zone and kind of card from the terminal, the desk and the options', async () => {
    const { terminal: hkd } = await room.shop({ terminal: { currency: 'HKD' } });
    const text = 'occurred_at,amount,currency\n2024-03-01T00:00:00,100,\n2024-03-01T00:00:01,100,usd\n';
    await room.import(hkd.id, text);
    await room.import(hkd.id, text, {
      options: { timeZone: 'UTC', currency: 'EUR', amountUnit: 'fen', cardType: 'credit' },
    });
    const shown = (await room.history(hkd.id)).map(
      ({ at: ms, amountFen, currency, cardType }) =>
        `${new Date(ms).toISOString()} ${amountFen} ${currency} ${cardType}`,
    );
    expect(shown).toEqual([
      '2024-02-29T16:00:00.000Z 10000 HKD unknown',
      '2024-02-29T16:00:01.000Z 10000 USD unknown',
      '2024-03-01T00:00:00.000Z 100 EUR credit',
      '2024-03-01T00:00:01.000Z 100 USD credit',
    ]);
  });

  it('is rejected where the line names another terminal', async () => {
    const { terminal: own } = await room.shop({ terminal: { terminalNo: '0000X042' } });
    const text =
      'occurred_at,amount,terminal_no,note\n' +
      ['X042', '0000x042', '', '0000X043'].map((no, i) => `2024-03-01T00:00:0${i},1.00,${no},n`).join('\n');
    const done = await room.import(own.id, text);
    expect(countsOf(done)).toMatchObject({ accepted: 3, rejected: 1 });
    expect(await room.rejects(done.id)).toContain('5,OTHER_TERMINAL,terminal_no,');
    const ignored = await room.import(own.id, text, { options: { columns: { terminal_no: '' } } });
    expect(countsOf(ignored)).toMatchObject({ accepted: 1, duplicates: 3, rejected: 0 });
  });

  it('is one terminal’s however its lines spell it: equal sales are all kept, and all known again', async () => {
    const { terminal: own } = await room.shop({ terminal: { terminalNo: '0000X043' } });
    const sale = (no: string): string => `2024-03-01T00:00:00,1.00,${no}`;
    const text = ['occurred_at,amount,terminal_no', ...['', '0000X043', '0000x043', 'X043', 'x043', ''].map(sale)]
      .join('\n'); // prettier-ignore
    const done = await room.import(own.id, text);
    expect([done.state, countsOf(done)]).toMatchObject([
      'finished',
      { accepted: 6, duplicates: 0, rejected: 0 },
    ]);
    // The same six sales, all spelled alike.
    const alike = text.replace(/^(2024.*,)\w*$/gm, '$1X043');
    expect(countsOf(await room.import(own.id, alike))).toMatchObject({ accepted: 0, duplicates: 6 });
    expect(await room.history(own.id)).toHaveLength(6);
  });

  it('takes a file of nothing but a header', async () => {
    const done = await room.import(await terminal(), HEAD);
    expect(done).toMatchObject({ state: 'finished', linesTotal: 0, accepted: 0 });
  });
});

describe('the reject file', () => {
  it('tells line, reason, field and words, beside the line itself without card numbers and formulas', async () => {
    const id = await terminal();
    const text =
      '\ufeffdatetime,money,card,note\r\n' +
      'yesterday,10.00,4111111111111111,"=cmd|\' /C calc\'!A0"\r\n' +
      '2024-03-01T10:00:00,10.00,4111111111111111,good\r\n' +
      '2024-03-01T10:00:00,-5,4111-1111-1111-1111,"two\nlines"\r\n' +
      '2024-03-01T10:00:00,10.00,4111111111111111\r\n';
    const done = await room.import(id, text, {
      options: { columns: { occurred_at: 'datetime', amount: 'money' } },
    });
    expect(countsOf(done)).toEqual({ linesTotal: 4, linesDone: 4, accepted: 1, duplicates: 0, rejected: 3 });
    const [head, ...rows] = (await room.rejects(done.id)).split('\r\n');
    expect(head).toBe('\ufeffline,reason,field,message,datetime,money,card,note');
    expect(rows).toEqual([
      expect.stringMatching(
        /^2,TIME_INVALID,occurred_at,".*yesterday.*",yesterday,10\.00,411111\*{6}1111,'=cmd\|' \/C calc'!A0$/,
      ),
      expect.stringMatching(
        /^4,AMOUNT_NOT_POSITIVE,amount,.*,2024-03-01T10:00:00,-5,411111\*+1111,"two\nlines"$/s,
      ),
      expect.stringMatching(/^6,COLUMN_COUNT,,.*,2024-03-01T10:00:00,10\.00,411111\*{6}1111$/),
      '',
    ]);
  });

  it('comes in pieces for many lines, in their order', async () => {
    const lines = Array.from({ length: 1203 }, (_, i) => `x${i},1,,,,,`);
    const done = await room.import(await terminal(), file(...lines));
    const numbers = [...(await room.rejects(done.id)).matchAll(/^(\d+),TIME_INVALID/gm)].map(([, n]) =>
      Number(n),
    );
    expect(numbers).toEqual(lines.map((_, i) => i + 2));
  });

  it('comes in pieces of few bytes however long its lines are, and without the most of a line without end', async () => {
    const lines = [
      ...Array.from({ length: 60 }, (_, i) => `x${i},1,,,${'y'.repeat(50_000)},,`),
      `${'z'.repeat(900_000)},1,,,,,`,
      ','.repeat(1_000_000),
    ];
    const done = await room.import(await terminal(), gzipSync(file(...lines)));
    expect(countsOf(done)).toMatchObject({ accepted: 0, rejected: 62 });
    const pieces: string[] = [];
    for await (const piece of await room.query.rejects(AGENT, done.id, 'en')) pieces.push(piece);
    expect(pieces.join('').match(/^\d+,(TIME_INVALID|COLUMN_COUNT)/gm)).toHaveLength(62);
    expect(pieces.length).toBeGreaterThan(3);
    for (const piece of pieces) expect(piece.length).toBeLessThan(1.2 * 1024 ** 2);
    const [commas] = await room.database.query<{ bytes: number }>(
      'SELECT octet_length(columns::text) AS bytes FROM import_reject WHERE import_id = $1 AND line = 63',
      [done.id],
    );
    expect(commas?.bytes).toBeLessThan(10_000);
  });
});
