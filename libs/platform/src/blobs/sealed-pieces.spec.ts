import { randomBytes } from 'node:crypto';
import { Readable, pipeline, type Transform } from 'node:stream';
import { SealBroken, sealedSize, sealing, unsealing } from './sealed-pieces';

const PIECE = 64 * 1024;
const KEY = randomBytes(32);

const through = async (bytes: Buffer, way: Transform, size = 7_919): Promise<Buffer> => {
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
  return Buffer.concat(await pipeline(Readable.from(pieces), way, () => undefined).toArray());
}; // prettier-ignore
const seal = (bytes: Buffer): Promise<Buffer> => through(bytes, sealing(KEY));
const open = (bytes: Buffer, key = KEY): Promise<Buffer> => through(bytes, unsealing(key));

it.each([0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 300_001])(
  'opens %i bytes as they were sealed',
  async (size) => {
    const bytes = randomBytes(size);
    const sealed = await seal(bytes);
    expect(sealed).toHaveLength(sealedSize(size));
    if (size > 0) expect(sealed.includes(bytes.subarray(0, 16))).toBe(false);
    expect(await open(sealed)).toEqual(bytes);
  },
);

it('gives nothing of a piece of which one bit is another, wherever it is', async () => {
  const bytes = randomBytes(2 * PIECE + 100);
  const sealed = await seal(bytes);
  for (const at of [0, 15, 16, 5_000, 16 + PIECE, 16 + PIECE + 20, sealed.length - 17, sealed.length - 1]) {
    const altered = Buffer.from(sealed);
    altered[at]! ^= 1;
    await expect(open(altered)).rejects.toThrow(SealBroken);
  }
});

it('knows pieces that are missing, moved, doubled or added, and another key', async () => {
  const sealed = await seal(randomBytes(3 * PIECE));
  const head = sealed.subarray(0, 16);
  const [one, two, three] = [0, 1, 2].map((i) => sealed.subarray(16 + i * (PIECE + 16), 16 + (i + 1) * (PIECE + 16)));
  for (const pieces of [[one, two], [one, three], [two, one, three], [one, two, two, three], [one, two, three, one], [three], []])
    await expect(open(Buffer.concat([head, ...(pieces as Buffer[])]))).rejects.toThrow(SealBroken);
  for (const length of [0, 10, 16, 40]) await expect(open(sealed.subarray(0, length))).rejects.toThrow(SealBroken);
  await expect(open(sealed, randomBytes(32))).rejects.toThrow(SealBroken);
}); // prettier-ignore

it('holds a few pieces at a time, however large the file', async () => {
  let given = 0;
  const endless = new Readable({
    read() {
      given += PIECE;
      this.push(Buffer.alloc(PIECE));
    },
  });
  const sealed = pipeline(endless, sealing(KEY), () => undefined);
  for await (const piece of sealed as AsyncIterable<Buffer>) if (piece.length > 1_000) break;
  expect(given).toBeLessThan(10 * PIECE);
});
