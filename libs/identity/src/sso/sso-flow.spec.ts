import { randomBytes } from 'node:crypto';
import { FLOW_SECONDS, openFlow, sealFlow } from './sso-flow';

const key = randomBytes(32);
const flow = { state: 's', nonce: 'n', verifier: 'v', earlier: null };
const now = new Date('2026-11-23T01:00:00Z');
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);

it('opens for as long as somebody takes to sign in, and no longer', () => {
  const sealed = sealFlow(key, flow, now);
  expect(sealed).toMatch(/^[\w-]+$/);
  expect(openFlow(key, sealed, later(FLOW_SECONDS - 1))).toEqual(flow);
  expect(openFlow(key, sealed, later(FLOW_SECONDS))).toBeNull();
});

it('opens nothing that was not sealed under this key, or was changed', () => {
  const sealed = sealFlow(key, flow, now);
  expect(openFlow(randomBytes(32), sealed, now)).toBeNull();
  const bytes = Buffer.from(sealed, 'base64url');
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  for (const other of [bytes.toString('base64url'), '', 'AAAA', sealed.slice(4)])
    expect(openFlow(key, other, now)).toBeNull();
});
