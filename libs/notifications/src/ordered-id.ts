import { randomBytes } from 'node:crypto';

let made = 0;

/**
 * A UUID of version 7 (RFC 9562): ids of one instant sort in the order in which this process made them, so that two
 * letters of one transaction keep their order in the inbox.
 */
export function orderedId(now: Date): string {
  made = (made + 1) % 2 ** 26;
  const ms = now.getTime().toString(16).padStart(12, '0');
  const high = (made >>> 14).toString(16).padStart(3, '0');
  const low = (0x8000 | (made & 0x3fff)).toString(16);
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7${high}-${low}-${randomBytes(6).toString('hex')}`;
}
