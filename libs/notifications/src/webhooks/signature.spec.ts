import { randomBytes, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { openSecret, sealSecret } from '@thaw/platform';
import { newWebhookSecret, signedHeaders } from './signature';

const BODY = '{"type":"case.opened","状态":"已冻结"}';

it('is what the stock library of Standard Webhooks takes, by each of the secrets and no other', () => {
  const secrets = [newWebhookSecret(), newWebhookSecret()];
  const headers = signedHeaders(secrets, 'msg_1', new Date(), BODY);
  for (const secret of secrets)
    expect(new Webhook(secret).verify(BODY, headers)).toMatchObject({ type: 'case.opened' });
  expect(() => new Webhook(newWebhookSecret()).verify(BODY, headers)).toThrow();
  expect(() => new Webhook(secrets[0]!).verify(`${BODY} `, headers)).toThrow();
  expect(() => new Webhook(secrets[0]!).verify(BODY, { ...headers, 'webhook-id': 'msg_2' })).toThrow();
  expect(headers['webhook-signature']).toMatch(/^v1,[A-Za-z0-9+/]{43}= v1,[A-Za-z0-9+/]{43}=$/);
});

it('is by secrets of 32 bytes, each another', () => {
  const secret = newWebhookSecret();
  expect(Buffer.from(secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
  expect(newWebhookSecret()).not.toBe(secret);
});

describe('a sealed secret', () => {
  const key = randomBytes(32);
  const id = randomUUID();
  const secret = newWebhookSecret();

  it('opens under its key and for its endpoint alone, and is sealed differently each time', () => {
    const sealed = sealSecret(key, id, secret);
    expect(openSecret(key, id, sealed)).toBe(secret);
    expect(sealed.includes(secret)).toBe(false);
    expect(sealSecret(key, id, secret).equals(sealed)).toBe(false);
    expect(openSecret(randomBytes(32), id, sealed)).toBeNull();
    expect(openSecret(key, randomUUID(), sealed)).toBeNull();
    expect(openSecret(key, id, Buffer.alloc(5))).toBeNull();
  });

  it('that was changed in any byte opens no more', () => {
    const sealed = sealSecret(key, id, secret);
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      expect(openSecret(key, id, changed)).toBeNull();
    }
  });
});
