import { DomainError } from '@thaw/kernel';
import type { PersonalChannel } from './channels';

// One mailbox and nothing else: no list, no name, no line of its own among the headers.
const MAILBOX = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;
const LONGEST = 254;
/** E.164. */
const NUMBER = /^\+[1-9]\d{7,14}$/;

type Check = (address: string) => string;

/** What an address must be like on each channel. */
const CHECKS: { readonly [channel in PersonalChannel]: Check } = {
  email: (address) => {
    if (address.length <= LONGEST && MAILBOX.test(address)) return address;
    throw refused('不是有效的邮箱地址。', 'This is not the address of a mailbox.');
  },
  sms: (address) => {
    const number = address.replace(/[\s-]/g, '');
    if (NUMBER.test(number)) return number;
    throw refused(
      '请填写带国家或地区代码的手机号，例如 +86 138 0013 8000。',
      'Write the number with its country code, such as +86 138 0013 8000.',
    );
  },
};

/** @returns the address as it is kept. @throws DomainError INVALID_REQUEST on field `address`, without the address. */
export const checkAddress = (channel: PersonalChannel, text: string): string => CHECKS[channel](text.trim());

/** So much that whoever knows it knows it again, and nobody else learns it. */
export function maskAddress(channel: PersonalChannel, address: string): string {
  if (channel === 'sms') return `${address.slice(0, 3)}****${address.slice(-4)}`;
  const at = address.lastIndexOf('@');
  return `${address.slice(0, 1)}***@${address.slice(at + 1, at + 2)}***${address.slice(address.lastIndexOf('.'))}`;
}

const refused = (zh: string, en: string): DomainError =>
  new DomainError('INVALID_REQUEST', { field: 'address', detail: { zh, en } });
