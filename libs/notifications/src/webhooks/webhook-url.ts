import { isIP } from 'node:net';
import { DomainError, hasCardNumber } from '@thaw/kernel';
import { bareHost, isPublicAddress } from './public-address';

const PORTS = ['', '443', '8443'];
const LONGEST = 2_000;

/** Whether this host and port stand in the list of those that may be anything. */
export const isAllowedByName = (url: URL, allow: readonly string[]): boolean =>
  allow.includes(`${url.hostname}:${url.port || (url.protocol === 'http:' ? '80' : '443')}`);

/**
 * What of an address can be checked without asking anybody. The URL parser has brought decimal, hexadecimal and octal
 * forms of an IPv4 address into the usual one.
 * @throws DomainError INVALID_REQUEST on field `url`.
 */
export function checkWebhookUrl(text: string, allow: readonly string[]): URL {
  if (text.length > LONGEST || !URL.canParse(text))
    throw refused('不是有效的网址。', 'This is not a web address.');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refused('请使用 https 地址。', 'Use an https address.');
  if (url.username || url.password || text.includes('#'))
    throw refused(
      '地址中不能有用户名、密码或 # 片段：签名已证明消息来自本系统。',
      'Leave out user name, password and fragment: the signature tells that a message is ours.',
    );
  if (hasCardNumber(text))
    throw refused('地址中像是有一个银行卡号，请去掉它。', 'Leave out what looks like a card number.');
  checkReach(url, allow);
  return url;
}

/** Whether it may be called at all. @throws DomainError INVALID_REQUEST on field `url`. */
export function checkReach(url: URL, allow: readonly string[]): void {
  if (isAllowedByName(url, allow)) return;
  if (url.protocol !== 'https:') throw refused('请使用 https 地址。', 'Use an https address.');
  if (!PORTS.includes(url.port)) throw refused('端口只能是 443 或 8443。', 'The port must be 443 or 8443.');
  const host = bareHost(url);
  if (isIP(host) !== 0 && !isPublicAddress(host))
    throw refused(
      '这个地址不在公网上。内部接收方请由运维在 THAW_WEBHOOK_ALLOW 中登记。',
      'This address is not on the public net. Operations can admit a receiver of the house in THAW_WEBHOOK_ALLOW.',
    );
}

const refused = (zh: string, en: string): DomainError =>
  new DomainError('INVALID_REQUEST', { field: 'url', detail: { zh, en } });
