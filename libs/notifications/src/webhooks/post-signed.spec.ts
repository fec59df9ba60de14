import { WebhookReceiver } from '../../../../test/support/webhook-receiver';
import { postSigned } from './post-signed';

const receiver = new WebhookReceiver();
beforeAll(() => receiver.start());
afterAll(() => receiver.stop());

it('calls no address that is not public, whatever the name answers when it is asked again', async () => {
  const url = new URL(`https://rebinds.example:${receiver.port}/inside`);
  const post = (resolve: (asked: number) => readonly string[]) => {
    let asked = 0;
    return postSigned(url, {}, '{}', {
      anyAddress: false,
      resolve: () => Promise.resolve(resolve(asked++)),
      connectMs: 300,
    }).then((outcome) => ({ ...outcome, asked }));
  };
  let reached = 0;
  receiver.onConnection(() => reached++);
  const refused = { status: null, error: 'address_refused', asked: 1 };
  expect(await post(() => ['127.0.0.1'])).toEqual(refused);
  expect(await post(() => ['1.1.1.1', '127.0.0.1'])).toEqual(refused);
  expect(await post(() => ['::ffff:127.0.0.1'])).toEqual(refused);
  // Public to the check, this machine ever after: it is asked once, and what was checked is called.
  const rebound = await post((asked) => (asked === 0 ? ['1.1.1.1'] : ['127.0.0.1']));
  expect(rebound).toMatchObject({ status: null, asked: 1 });
  expect(reached).toBe(0);
  // The receiver does catch what calls it.
  await postSigned(url, {}, '{}', { anyAddress: true, resolve: () => Promise.resolve(['127.0.0.1']) });
  expect(reached).toBe(1);
});

it('of an answer no more than its status is waited for, and a receiver that never answers is left', async () => {
  const path = '/endless';
  const url = new URL(receiver.url(path));
  receiver.answer(path, (response) => {
    response.writeHead(200);
    const piece = Buffer.alloc(16 * 1024);
    const more = (): void => {
      while (!response.destroyed && response.write(piece));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  });
  expect(await postSigned(url, {}, '{}', { anyAddress: true })).toEqual({ status: 200, error: null });
  receiver.answer(path, () => undefined);
  expect(await postSigned(url, {}, '{}', { anyAddress: true, totalMs: 200 })).toEqual({
    status: null,
    error: 'timeout',
  });
});
