import { crc32, deflateSync } from 'node:zlib';

/** A file as a shop would send it. */
export interface SampleFile {
  readonly fileName: string;
  readonly bytes: Buffer;
}

/** What the demo's merchant has for an item: real files, made here, that say what they are. */
export function samplesFor(code: string): readonly SampleFile[] {
  switch (code) {
    case 'E01':
      return [{ fileName: '签购单.png', bytes: slipPng() }];
    case 'E07':
      return ['门头', '店内', '收银台'].map((name) => ({ fileName: `${name}.jpg`, bytes: greyJpeg() }));
    default:
      return [{ fileName: `${code}.pdf`, bytes: pdf(`${code}: sample document of the Thaw demo`) }];
  }
}

/** A slip, drawn in grey: paper with some lines of print. */
function slipPng(): Buffer {
  const [width, height] = [48, 64];
  const rows = Array.from({ length: height }, (_, y) => {
    const pixels = Array.from({ length: width }, (_unused, x) =>
      y % 8 === 4 && x > 5 && x < 20 + ((y * 7) % 22) ? 40 : 235,
    );
    // Each row begins with its filter: none.
    return Buffer.from([0, ...pixels]);
  });
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits of grey, not interlaced.
  head.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', head),
    pngChunk('IDAT', deflateSync(Buffer.concat(rows))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** Eight by eight pixels of the same grey: one block, which has neither a step nor a wave to tell of. */
function greyJpeg(): Buffer {
  const segment = (marker: number, ...content: number[]): number[] => [
    0xff,
    marker,
    0,
    content.length + 2,
    ...content,
  ];
  const ones = new Array<number>(64).fill(1);
  // A Huffman table with a single code of one bit, which stands for nothing more to come.
  const onlyZero = (table: number): number[] => [table, 1, ...new Array<number>(15).fill(0), 0];
  return Buffer.from([
    ...[0xff, 0xd8],
    ...segment(0xe0, ...Buffer.from('JFIF\0', 'latin1'), 1, 1, 0, 0, 1, 0, 1, 0, 0),
    ...segment(0xdb, 0, ...ones),
    // Baseline, eight bits, 8 × 8, one component.
    ...segment(0xc0, 8, 0, 8, 0, 8, 1, 1, 0x11, 0),
    ...segment(0xc4, ...onlyZero(0x00)),
    ...segment(0xc4, ...onlyZero(0x10)),
    ...segment(0xda, 1, 1, 0, 0, 63, 0),
    // Two codes of one bit, filled up with ones.
    0b0011_1111,
    ...[0xff, 0xd9],
  ]);
}

/** One page with one line of text (printable ASCII without brackets). */
function pdf(text: string): Buffer {
  const page = `BT /F1 14 Tf 56 780 Td (${text}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${page.length} >>\nstream\n${page}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const offset = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const at = file.length;
  file += `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}
