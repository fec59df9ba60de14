import { bytesOf, workbook, zip } from '../../../../test/factories/workbook';
import { listArchive } from './archive-limits';

const MEGABYTE = Buffer.alloc(1024 * 1024, 'a');
const packed = (...parts: readonly (readonly [string, readonly (string | Buffer)[]])[]): Promise<Buffer> =>
  bytesOf(zip(parts.map(([name, content]) => [name, content] as never)));
const refusedFor = (words: RegExp): object =>
  expect.objectContaining({
    code: 'FILE_UNREADABLE',
    context: expect.objectContaining({
      rule: 'file.archive',
      detail: expect.objectContaining({ en: expect.stringMatching(words) as string }) as object,
    }) as object,
  }) as object;

it('lists logs and a workbook, counted to their last byte', async () => {
  expect(await listArchive(await packed(['log.txt', ['one', 'two']], ['日志/b.log', ['three']]))).toEqual({
    entries: 2,
    unpackedBytes: 11,
    isLocked: false,
  });
  const sheet = await bytesOf(
    workbook({
      rows: [
        ['date', 'amount'],
        ['2026-11-01', 1],
      ],
    }),
  );
  expect(await listArchive(sheet)).toMatchObject({ isLocked: false });
});

it('says that some of it can be read with a password only', async () => {
  expect(await listArchive(await bytesOf(zip([['sample.bin', ['MZ']]], 1)))).toMatchObject({
    isLocked: true,
  });
});

it('refuses a bomb by what it says, and one that says less than it unpacks to', async () => {
  const bomb = await packed(['a.txt', new Array<Buffer>(201).fill(MEGABYTE)]);
  await expect(listArchive(bomb)).rejects.toEqual(refusedFor(/unpacks to far too much/));
  const many = await packed(...Array.from({ length: 60 }, (_, i) => [`${i}.txt`, [MEGABYTE]] as const));
  await expect(listArchive(many)).rejects.toEqual(refusedFor(/unpacks to far too much/));
  const liar = await packed(['a.txt', new Array<Buffer>(201).fill(MEGABYTE)]);
  const directory = liar.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'));
  liar.writeUInt32LE(1_000, directory + 24);
  await expect(listArchive(liar)).rejects.toEqual(refusedFor(/damaged/));
});

it('refuses more files than anybody looks through', async () => {
  const many = await packed(...Array.from({ length: 1_001 }, (_, i) => [`${i}.txt`, ['x']] as const));
  await expect(listArchive(many)).rejects.toEqual(refusedFor(/1000 files/));
});

it.each([
  ['named as one', 'inner.zip', 'anything'],
  ['a document, which is one', 'contract.DOCX', 'anything'],
  ['by its bytes, whatever its name', 'photo.jpg', 'PK\x03\x04 and so on'],
  ['of another kind', 'log.txt', 'Rar!\x1a\x07\x01\x00'],
])('refuses an archive within: %s', async (_how, name, content) => {
  await expect(listArchive(await packed([name, [Buffer.from(content, 'latin1')]]))).rejects.toEqual(
    refusedFor(/no further archives/),
  );
});

it.each(['../../etc/passwd', '/etc/passwd', 'C:/windows/a.exe', 'a\\..\\b'])(
  'refuses a name that leads out of the folder: %s',
  async (name) => {
    await expect(listArchive(await packed([name, ['x']]))).rejects.toEqual(refusedFor(/names of files/));
  },
);

it('refuses macros in a workbook', async () => {
  await expect(listArchive(await packed(['xl/vbaProject.bin', ['x']]))).rejects.toEqual(refusedFor(/macros/));
});

it.each([0, 4, 30, 60])('refuses what breaks off after %i bytes', async (length) => {
  const whole = await packed(['log.txt', ['one']]);
  await expect(listArchive(whole.subarray(0, length))).rejects.toEqual(refusedFor(/damaged/));
});
