import { deskPort } from './desk-port';

it('gives no two desks the same port, though neither listens yet', async () => {
  const ports = [
    await deskPort('127.0.0.1', {}),
    await deskPort('127.0.0.1', {}),
    await deskPort('127.0.0.1', {}),
  ];
  expect(new Set(ports).size).toBe(3);
});

it('is the one that was asked for', async () => {
  expect(await deskPort('127.0.0.1', { THAW_PORT: '4711' })).toBe(4711);
});
