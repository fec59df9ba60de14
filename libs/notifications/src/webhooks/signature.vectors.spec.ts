import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signedHeaders } from './signature';

/** Beside the clone where the desk is developed; elsewhere this test is skipped by name. */
const FILE = join(__dirname, '../../../../../shared/data/oracles/standard_webhooks.json');
const itWithData = existsSync(FILE) ? it : it.skip;

interface Vector {
  readonly secret: string;
  readonly id: string;
  readonly timestamp: number;
  readonly payload: string;
  readonly signature: string;
}

itWithData('signs every vector of Standard Webhooks (shared/data) as three other programs do', () => {
  const { sign } = JSON.parse(readFileSync(FILE, 'utf8')) as { sign: readonly Vector[] };
  for (const { secret, id, timestamp, payload, signature } of sign) {
    const headers = signedHeaders([secret], id, new Date(timestamp * 1_000), payload);
    expect([id, secret, headers]).toEqual([
      id,
      secret,
      { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature },
    ]);
  }
  expect(sign.length).toBeGreaterThan(100);
});
