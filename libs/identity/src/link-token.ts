import { createHmac, timingSafeEqual } from 'node:crypto';

const FORM = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/;

/** What stands in a link of this mail: whoever has it has the mail, or the key. */
export const linkToken = (key: Buffer, mailId: string): string => `${mailId}.${macOf(key, mailId)}`;

/** The id of the mail that it came by, or null where it is none that we made. */
export function mailOfToken(key: Buffer, token: string): string | null {
  const [, mailId, mac] = FORM.exec(token) ?? [];
  if (mailId === undefined || mac === undefined) return null;
  return timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(key, mailId))) ? mailId : null;
}

const macOf = (key: Buffer, mailId: string): string =>
  createHmac('sha256', key).update(mailId).digest('base64url');
