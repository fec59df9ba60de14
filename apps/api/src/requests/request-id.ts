import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { hasCardNumber } from '@thaw/kernel';

const SANE = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/** The caller's `X-Request-Id` where it is harmless to log and echo, else one of ours. */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && SANE.test(given) && !hasCardNumber(given) ? given : randomUUID();
}
