import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { Controller, Module, Post, Req } from '@nestjs/common';
import { DomainError } from '@thaw/kernel';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../apps/api/src/access/can.decorator';
import { oneFile } from '../../apps/api/src/uploads/one-file';
import { TestApi } from '../support/test-api';

const LIMIT = 100_000;

/** What became of the last upload, seen from the inside. */
let outcome: Promise<string> = Promise.resolve('');

@Controller('test')
class UploadController {
  @Post('upload')
  @Public()
  async upload(@Req() request: FastifyRequest) {
    const { fields, fileName, mediaType, content } = await oneFile(request, LIMIT);
    // As a service does that first asks the database: the stream may break before anybody listens.
    await setImmediate();
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const read = (async () => {
      for await (const chunk of content) {
        hash.update(chunk as Buffer);
        sizeBytes += (chunk as Buffer).length;
      }
    })();
    outcome = read.then(
      () => 'whole',
      (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
    );
    await read;
    return { fields, fileName, mediaType, sizeBytes, sha256: hash.digest('hex') };
  }

  @Post('unwanted')
  @Public()
  async unwanted(@Req() request: FastifyRequest): Promise<never> {
    await oneFile(request, LIMIT);
    throw new DomainError('NOT_FOUND');
  }
}

@Module({ controllers: [UploadController] })
class UploadModule {}

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start({ features: [UploadModule] });
  await api.app.listen(0, '127.0.0.1');
});
afterAll(() => api.stop());

const upload = () => api.as().post('/test/upload');
const bytes = (size: number): Buffer => Buffer.alloc(size, 'abcdefghij\r\n--');

it('streams the file with the fields before it', async () => {
  const content = bytes(LIMIT);
  const { status, body } = await upload()
    .field('channel', 'post')
    .field('说明', '一张照片')
    .attach('file', content, { filename: '小票.jpg', contentType: 'image/jpeg' });
  expect([status, body]).toEqual([
    201,
    {
      fields: { channel: 'post', 说明: '一张照片' },
      fileName: '小票.jpg',
      mediaType: 'image/jpeg',
      sizeBytes: LIMIT,
      sha256: createHash('sha256').update(content).digest('hex'),
    },
  ]);
});

it('takes an empty file', async () => {
  const { status, body } = await upload().attach('file', Buffer.alloc(0), 'empty.csv');
  expect([status, body]).toMatchObject([201, { sizeBytes: 0 }]);
});

it.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\temp\\a.csv', 'a.csv'],
  ['card 4111111111111111.csv', 'card 411111******1111.csv'],
  ['a\u202egpj.exe', 'agpj.exe'],
  [`${'长'.repeat(300)}.csv`, '长'.repeat(200)],
])('names the file %j only as %j', async (given, named) => {
  const { body } = await upload().attach('file', Buffer.from('x'), given);
  expect((body as { fileName: string }).fileName).toBe(named);
});

it('refuses a file over the limit, however far the sender has got', async () => {
  for (const size of [LIMIT + 1, LIMIT * 20]) {
    const { status, body } = await upload().attach('file', bytes(size), 'large.csv');
    expect([status, body]).toMatchObject([413, { code: 'FILE_TOO_LARGE', field: 'file', limitBytes: LIMIT }]);
    expect(await outcome).toBe('FILE_TOO_LARGE');
  }
});

it('refuses a form without a file part', async () => {
  const { status, body } = await upload().field('channel', 'post');
  expect([status, body]).toMatchObject([
    400,
    { code: 'INVALID_REQUEST', field: 'file', detail: 'Send the file in a part named "file".' },
  ]);
});

it('refuses a file part of another name', async () => {
  const { status, body } = await upload().attach('photo', bytes(LIMIT), 'a.jpg');
  expect([status, body]).toMatchObject([400, { code: 'INVALID_REQUEST', field: 'file' }]);
});

it('refuses what comes after the file: a field would silently not count', async () => {
  const late = await upload().attach('file', bytes(10), 'a.jpg').field('channel', 'post');
  expect([late.status, late.body]).toMatchObject([
    400,
    { code: 'INVALID_REQUEST', detail: 'Send one file, and the text fields before it.' },
  ]);
  const two = await upload().attach('file', bytes(10), 'a.jpg').attach('file', bytes(LIMIT), 'b.jpg');
  expect([two.status, two.body]).toMatchObject([400, { code: 'INVALID_REQUEST' }]);
});

it('refuses a field sent twice, too long, or named after the prototype', async () => {
  const twice = await upload().field('a', '1').field('a', '2').attach('file', bytes(10), 'a.jpg');
  expect([twice.status, twice.body]).toMatchObject([400, { code: 'INVALID_REQUEST', field: 'a' }]);
  const long = await upload().field('a', 'x'.repeat(70_000)).attach('file', bytes(10), 'a.jpg');
  expect([long.status, long.body]).toMatchObject([400, { code: 'INVALID_REQUEST', field: 'a' }]);
  const prototype = await upload().field('__proto__', '1').attach('file', bytes(10), 'a.jpg');
  expect([prototype.status, prototype.body]).toMatchObject([400, { code: 'INVALID_REQUEST' }]);
});

it('refuses other bodies and broken forms', async () => {
  const json = await upload().send({ file: 'x' });
  expect([json.status, json.body]).toMatchObject([415, { code: 'UNSUPPORTED_MEDIA_TYPE' }]);
  for (const [type, body] of [
    ['multipart/form-data', 'x'],
    ['multipart/form-data; boundary=b', 'no boundary here'],
    [
      'multipart/form-data; boundary=b',
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\ncut',
    ],
  ] as const) {
    const broken = await upload().set('content-type', type).send(body);
    expect([broken.status, broken.body]).toMatchObject([400, { code: 'INVALID_REQUEST', field: 'file' }]);
  }
});

it('breaks off for the reader when the sender goes away', async () => {
  const { port } = api.app.getHttpServer().address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  outcome = new Promise(() => undefined);
  const waiting = outcome;
  socket.write(
    'POST /test/upload HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 5000\r\n\r\n' +
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nthe first bytes',
  );
  while (outcome === waiting) await setImmediate();
  socket.destroy();
  expect(await outcome).toBe('INVALID_REQUEST');
});

const part = (name: string, content: string): string =>
  `--b\r\ncontent-disposition: form-data; ${name}\r\n\r\n${content}`;
const filePart = (name = 'file'): string => part(`name="${name}"; filename="a"`, 'the first bytes');
const fieldPart = (content: string): string => `${part('name="a"', content)}\r\n`;

it.each([
  ['it does not want', 'unwanted', filePart(), 404],
  ['of a field sent twice', 'upload', fieldPart('1') + fieldPart('2') + filePart(), 400],
  ['of a field too long', 'upload', fieldPart('x'.repeat(70_000)) + filePart(), 400],
  ['of a file part of another name', 'upload', filePart('photo'), 400],
])('answers an upload %s, and the connection serves on', async (_, door, head, status) => {
  const { port } = api.app.getHttpServer().address() as AddressInfo;
  const size = 20_000_000;
  const socket = connect(port, '127.0.0.1');
  socket.setTimeout(10_000, () => socket.destroy(new Error('nothing came for ten seconds')));
  let answers = '';
  socket.setEncoding('utf8').on('data', (text: string) => (answers += text));
  socket.write(
    `POST /test/${door} HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=b\r\n` +
      `content-length: ${size}\r\n\r\n${head}`,
  );
  while (!/"code":"\w+"/.test(answers)) await once(socket, 'data');
  socket.write(Buffer.alloc(size - head.length, 'x'));
  socket.write('GET /v1/health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  await once(socket, 'close');
  expect(answers).toMatch(new RegExp(`HTTP/1\\.1 ${status} [\\s\\S]*HTTP/1\\.1 200 OK[\\s\\S]*"state":"ok"`));
});
