import { createHmac, timingSafeEqual } from 'node:crypto';

/** As the interface between Thaw and a terminal system says it. Written anew here: the simulator plays an outsider. */
export const SIGNATURE_HEADER = 'thaw-signature';

const MAX_AGE_SECONDS = 300;

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

const hmac = (secret: Buffer, seconds: string, content: Buffer): Buffer =>
  createHmac('sha256', secret)
    .update(Buffer.concat([Buffer.from(`${seconds}.`), content]))
    .digest();

export function signed(secret: Buffer, content: Buffer): string {
  const seconds = String(nowSeconds());
  return `t=${seconds},v1=${hmac(secret, seconds, content).toString('hex')}`;
}

/** Of a request with a body, `content` is the body; of one without, its path. */
export function isSigned(secret: Buffer, content: Buffer, header: string | undefined): boolean {
  const fields = new Map((header ?? '').split(',').map((field) => field.split('=', 2) as [string, string]));
  const seconds = fields.get('t') ?? '';
  const given = Buffer.from(fields.get('v1') ?? '', 'hex');
  if (!/^\d+$/.test(seconds) || Math.abs(nowSeconds() - Number(seconds)) > MAX_AGE_SECONDS) return false;
  const wanted = hmac(secret, seconds, content);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
