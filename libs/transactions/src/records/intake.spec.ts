import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { isLuhnValid } from '@thaw/kernel';
import fc from 'fast-check';
import { CardTokenizer } from './card-token';
import { completeMapping, type FieldMapping } from './field-mapping';
import { openIntake } from './intake';
import { readIntake } from './intake-reader';
import type { Rejection } from './rejection';
import type { TransactionRecord } from './transaction-record';

const tokenizer = new CardTokenizer({ id: 'k1', key: Buffer.alloc(32, 7) });
const from = (bytes: Buffer | string): Readable => Readable.from([Buffer.from(bytes)]);
const mapping = (given: Partial<FieldMapping> = {}): FieldMapping => completeMapping(given);

async function readFile(file: string): Promise<(TransactionRecord | Rejection)[]> {
  const { batches } = await readIntake(from(file));
  const read: (TransactionRecord | Rejection)[] = [];
  for await (const batch of batches) read.push(...batch);
  return read;
}

const TEXT =
  'occurred_at,amount,card,reference,note\n' +
  '2024-03-01T10:15:00,38.70,4111111111111111,4111111111111111,"call\n13800138000"\n' +
  '2024-03-01T10:16:00,0,ANON-0000-0000-0001,R2,\n' +
  '2024-03-01T10:17:00,38.70,4111111111111112,extra,cell,4111111111111111\n' +
  '2024-03-01T10:18:00,12,,R4,pays with 4111-1111-1111-1111\n';

describe('intake', () => {
  it('keeps an upload without its card numbers, and gives its lines back as records', async () => {
    const bytes = gzipSync(TEXT);
    const intake = await openIntake(from(bytes), mapping(), tokenizer);
    expect(() => intake.summary()).toThrow('has not been taken in');
    const file = await text(intake.stream);
    expect(file).not.toMatch(/411111111111111[12]|4111-1111-1111-1111|ANON/);
    expect(file).toContain('pays with 4111-11**-****-1111');
    const summary = {
      lines: 4,
      badLines: 1,
      rawBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
    expect(intake.summary()).toEqual(summary);

    const read = await readIntake(from(file));
    expect(read.keyId).toBe('k1');
    expect(read.plan).toEqual(intake.plan);
    expect(() => read.summary()).toThrow('has not been read');
    const card = tokenizer.read('4111111111111111');
    expect(await readFile(file)).toEqual([
      expect.objectContaining({
        line: 2,
        amountFen: 3870,
        cardToken: card?.token,
        bin: '411111',
        lastFour: '1111',
        reference: tokenizer.seal('4111111111111111'),
      }),
      expect.objectContaining({ line: 4, reason: 'AMOUNT_NOT_POSITIVE', field: 'amount' }),
      expect.objectContaining({
        line: 5,
        reason: 'COLUMN_COUNT',
        columns: ['2024-03-01T10:17:00', '38.70', '411*********1112', 'extra', 'cell', '411111******1111'],
      }),
      expect.objectContaining({ line: 6, cardToken: null, reference: 'R4' }),
    ]);
    while (!(await read.batches.next()).done);
    expect(read.summary()).toEqual(summary);
  });

  it('refuses before the first byte is kept, and lets go of the upload', async () => {
    const upload = from('datetime,money\n1,2\n');
    await expect(openIntake(upload, mapping(), tokenizer)).rejects.toMatchObject({ code: 'MAPPING_INVALID' });
    await new Promise(setImmediate);
    expect(upload.destroyed).toBe(true);
  });

  it('lets go of the upload when the intake file is thrown away', async () => {
    const upload = from(TEXT);
    const { stream } = await openIntake(upload, mapping(), tokenizer);
    const closed = new Promise<void>((resolve) => upload.once('close', resolve));
    stream.destroy();
    await closed;
    expect(upload.destroyed).toBe(true);
  });

  it('fails with the upload, and what was kept of it cannot be taken for whole', async () => {
    const bytes = gzipSync(
      `occurred_at,amount\n${Array.from({ length: 50_000 }, (_, i) => `2024-03-01T10:15:00,${i * 31}\n`).join('')}`,
    );
    const { stream } = await openIntake(from(bytes.subarray(0, bytes.length - 50)), mapping(), tokenizer);
    const kept: Buffer[] = [];
    const reading = (async () => {
      for await (const chunk of stream as AsyncIterable<Buffer>) kept.push(chunk);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await expect(readFile(Buffer.concat(kept).toString())).rejects.toThrow('breaks off');
  });

  it('lets others have their turn while it takes in lines that are long', async () => {
    const line = `2024-03-01T10:15:00,1,${'9 '.repeat(100_000)}\n`;
    const bytes = `occurred_at,amount,note\n${line.repeat(40)}`;
    const { stream } = await openIntake(from(bytes), mapping(), tokenizer);
    let turns = 0;
    let reading = true;
    const turn = (): void => {
      turns += 1;
      if (reading) setImmediate(turn);
    };
    setImmediate(turn);
    for await (const piece of stream) void piece;
    reading = false;
    expect(turns).toBeGreaterThan(35);
  });

  it('keeps little of a line of commas, and says that nobody counted its cells', async () => {
    const bytes = gzipSync(`occurred_at,amount\n${`${','.repeat(1_000_000)}\n`.repeat(5)}`);
    const { stream } = await openIntake(from(bytes), mapping(), tokenizer);
    const file = await text(stream);
    expect(file.length).toBeLessThan(5 * 5_000);
    const read = (await readFile(file)) as Rejection[];
    expect(read).toHaveLength(5);
    expect(read[0]).toMatchObject({
      reason: 'COLUMN_COUNT',
      message: {
        zh: expect.stringContaining('该行超过 1024 列') as string,
        en: expect.stringContaining('the line has more than 1024 cells, the header 2') as string,
      },
    });
    expect(read[0]?.columns).toHaveLength(1025);
  });

  it('refuses a file that is no intake file', async () => {
    await expect(readFile('')).rejects.toThrow('empty');
    await expect(readFile('{"intake":2}\n')).rejects.toThrow('not an intake file');
  });

  it('writes no run that could be a card number, wherever the file had it', async () => {
    const withCheck = (body: string): string =>
      `${body}${['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'].find((digit) => isLuhnValid(body + digit)) ?? ''}`;
    const number = fc.stringMatching(/^[1-9][0-9]{11,17}$/).map(withCheck);
    const separated = fc
      .tuple(number, fc.constantFrom('', ' ', '-'))
      .map(([digits, separator]) => digits.replace(/(\d{4})(?=\d)/g, `$1${separator}`));
    const cell = fc
      .tuple(
        fc.constantFrom('', 'no. ', '7', '卡', '"', ',', '\n'),
        fc.oneof(separated, fc.constant('x')),
        fc.constantFrom('', '9', '"', '\n'),
      )
      .map((parts) => parts.join(''));
    const file = fc.record({
      header: fc.array(cell, { maxLength: 2 }),
      rows: fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 6 }),
      quoted: fc.boolean(),
      column: fc.constantFrom('card', 'reference', 'note', 'terminal_no'),
    });
    await fc.assert(
      fc.asyncProperty(file, async ({ header, rows, quoted, column }) => {
        const write = (cells: readonly string[]): string =>
          cells.map((each) => (quoted ? `"${each.replaceAll('"', '""')}"` : each)).join(',');
        const upload = [write(['occurred_at', 'amount', column, ...header]), ...rows.map(write)].join('\n');
        const intake = await openIntake(from(upload), mapping(), tokenizer).catch((error: unknown) =>
          String(error),
        );
        const kept = typeof intake === 'string' ? intake : await text(intake.stream);
        const read = typeof intake === 'string' ? '' : JSON.stringify(await readFile(kept));
        for (const run of upload.match(/\d(?:[ -]?\d){12,}/g) ?? []) {
          expect(kept).not.toContain(run);
          expect(read).not.toContain(run);
        }
      }),
      { numRuns: 500 },
    );
  });
});
