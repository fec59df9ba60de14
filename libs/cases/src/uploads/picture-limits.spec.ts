import { png } from '../../../../test/factories/freeze-case';
import { needViewablePicture } from './picture-limits';

const MOST = 100_000_000;
const pngOf = (width: number, height: number): Buffer => {
  const bytes = png();
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
};
const JFIF = Buffer.from('\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1');
/** A JPEG up to its size, with so much of other segments before it. */
const jpegOf = (width: number, height: number, before = 0): Buffer => {
  const segments = Array.from({ length: Math.ceil(before / 60_000) }, () =>
    Buffer.concat([Buffer.from([0xff, 0xe2, 0xea, 0x62]), Buffer.alloc(60_000)]),
  );
  const frame = Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), JFIF, ...segments, frame, Buffer.from([0xff, 0xd9])]);
};
const webpOf = (width: number, height: number): Buffer => {
  const body = Buffer.alloc(18);
  body.write('VP8X', 0, 'latin1');
  body.writeUInt32LE(10, 4);
  body.writeUIntLE(width - 1, 12, 3);
  body.writeUIntLE(height - 1, 15, 3);
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
};

it.each([
  ['PNG', pngOf(10_000, 10_000)],
  ['JPEG', jpegOf(12_000, 8_000)],
  ['JPEG behind a megabyte of profiles', jpegOf(4_000, 3_000, 1_000_000)],
  ['WebP', webpOf(4_000, 3_000)],
])('takes a %s within the limit', (_name, bytes) => {
  expect(() => needViewablePicture(bytes, MOST)).not.toThrow();
});

it.each([
  ['PNG with one pixel too many', pngOf(10_000, 10_001)],
  ['PNG of two thousand million by as many', pngOf(0x7fffffff, 0x7fffffff)],
  ['JPEG', jpegOf(65_000, 60_000)],
  ['JPEG behind a megabyte of profiles', jpegOf(20_000, 20_000, 1_000_000)],
  ['WebP', webpOf(16_000, 16_000)],
  ['narrow PNG', pngOf(1, 30_001)],
])('refuses a %s', (_name, bytes) => {
  expect(() => needViewablePicture(bytes, MOST)).toThrow(
    expect.objectContaining({
      code: 'FILE_TOO_LARGE',
      context: expect.objectContaining({ rule: 'file.pixels' }),
    }),
  );
});

it.each([
  ['nothing behind its magic', png().subarray(0, 8)],
  ['no width', pngOf(0, 10)],
  ['no frame', Buffer.from([0xff, 0xd8, 0xff, 0xd9])],
  ['a box that names itself', Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(16), Buffer.from([0, 0, 0, 0]), Buffer.from('meta'), Buffer.alloc(32)])],
])('refuses a picture with %s', (_name, bytes) => {
  expect(() => needViewablePicture(bytes, MOST)).toThrow(
    expect.objectContaining({ code: 'FILE_UNREADABLE', context: expect.objectContaining({ rule: 'file.picture' }) }),
  );
}); // prettier-ignore
