import { SIGNATURE_HEADER, signed } from '../../apps/cli/src/gateway-simulator/simulator-signature';
import type { TestDesk } from './test-desk';

/** The terminal system says of a command, whenever that is, that it was done. */
export async function confirmLate(desk: TestDesk, id: string): Promise<void> {
  const body = Buffer.from(JSON.stringify({ id, state: 'confirmed', at: new Date().toISOString() }));
  const headers = {
    'content-type': 'application/json',
    [SIGNATURE_HEADER]: signed(desk.config.gateway.secret, body),
  };
  const answer = await fetch(`${await desk.api.getUrl()}/v1/gateway/callbacks`, {
    method: 'POST',
    headers,
    body,
  });
  expect(answer.status).toBeLessThan(300);
}
