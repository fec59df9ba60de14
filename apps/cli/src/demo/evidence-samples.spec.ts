import { crc32, inflateSync } from 'node:zlib';
import { samplesFor, type SampleFile } from './evidence-samples';

const sampleFor = (code: string): SampleFile => samplesFor(code)[0] as SampleFile;

describe('sample files', () => {
  it('are a PNG whose chunks and rows add up', () => {
    const { bytes } = sampleFor('E01');
    expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    const types: string[] = [];
    let pixels = Buffer.alloc(0);
    for (let at = 8; at < bytes.length;) {
      const length = bytes.readUInt32BE(at);
      const body = bytes.subarray(at + 4, at + 8 + length);
      expect(bytes.readUInt32BE(at + 8 + length)).toBe(crc32(body));
      const type = body.toString('latin1', 0, 4);
      types.push(type);
      if (type === 'IDAT') pixels = inflateSync(body.subarray(4));
      at += 12 + length;
    }
    expect(types).toEqual(['IHDR', 'IDAT', 'IEND']);
    expect(pixels).toHaveLength((1 + bytes.readUInt32BE(16)) * bytes.readUInt32BE(20));
  });

  it('are a JPEG from start to end of image', () => {
    const { bytes } = sampleFor('E07');
    expect(bytes.readUInt16BE(0)).toBe(0xffd8);
    expect(bytes.readUInt16BE(bytes.length - 2)).toBe(0xffd9);
  });

  it('are as many photos as the item asks for, of front, inside and till', () => {
    expect(samplesFor('E07').map(({ fileName }) => fileName)).toEqual(['门头.jpg', '店内.jpg', '收银台.jpg']);
  });

  it('are a PDF whose table says where its objects are', () => {
    const text = sampleFor('E05').bytes.toString('latin1');
    const offsets = [...text.matchAll(/^(\d{10}) 00000 n/gm)].map(([, offset]) => Number(offset));
    expect(offsets).toHaveLength(5);
    offsets.forEach((offset, i) => expect(text.slice(offset)).toMatch(new RegExp(`^${i + 1} 0 obj\n`)));
    expect(text.slice(Number(/startxref\n(\d+)/.exec(text)?.[1]))).toMatch(/^xref/);
    expect(text).toContain('E05');
  });
});
