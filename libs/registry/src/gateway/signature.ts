import { createHmac, timingSafeEqual } from 'node:crypto';

/** The header that signs what passes between Thaw and the terminal system, both ways. */
export const SIGNATURE_HEADER = 'thaw-signature';

/** A signature older than this, or further ahead, is refused, so that a captured one soon goes stale. */
const SIGNATURE_AGE_MS = 5 * 60_000;

const FORM = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;

export type SignatureVerdict = 'valid' | 'malformed' | 'stale' | 'wrong';

/**
 * `t=<unix seconds>,v1=<hex HMAC-SHA-256 of "t.content">`. The content is the body's bytes; of a request without a
 * body, its path, so that the signature of one question does not fit another.
 */
export function sign(secret: Buffer, content: string | Buffer, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `t=${seconds},v1=${mac(secret, content, seconds).toString('hex')}`;
}

export function verify(
  secret: Buffer,
  content: string | Buffer,
  header: string | undefined,
  now: Date,
): SignatureVerdict {
  const [, seconds, hex] = FORM.exec(header ?? '') ?? [];
  if (seconds === undefined || hex === undefined) return 'malformed';
  // First whether it is ours at all: a stranger learns nothing of our clock.
  if (!timingSafeEqual(mac(secret, content, Number(seconds)), Buffer.from(hex, 'hex'))) return 'wrong';
  return Math.abs(now.getTime() - Number(seconds) * 1000) > SIGNATURE_AGE_MS ? 'stale' : 'valid';
}

const mac = (secret: Buffer, content: string | Buffer, seconds: number): Buffer =>
  createHmac('sha256', secret).update(`${seconds}.`).update(content).digest();
