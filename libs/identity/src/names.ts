import { DomainError, hasCardNumber } from '@thaw/kernel';

const LOGIN = /^[a-z0-9._@-]{3,64}$/;
const NAME_MAX = 100;

/**
 * The sign-in name as it is stored: lower case.
 * @throws DomainError INVALID_REQUEST on field `login`.
 */
export function checkLogin(login: string): string {
  const stored = login.trim().toLowerCase();
  if (!LOGIN.test(stored)) {
    throw new DomainError('INVALID_REQUEST', {
      field: 'login',
      detail: {
        zh: '登录名需为 3–64 个字符，只能用小写字母、数字和 . _ @ -。',
        en: 'The sign-in name takes 3 to 64 characters: lower-case letters, digits and . _ @ -.',
      },
    });
  }
  refuseCard('login', stored);
  return stored;
}

/**
 * A name that people read, trimmed.
 * @throws DomainError INVALID_REQUEST on `field`.
 */
export function checkName(field: string, name: string): string {
  const stored = name.trim();
  if (stored === '' || [...stored].length > NAME_MAX || /\p{Cc}/u.test(stored)) {
    throw new DomainError('INVALID_REQUEST', {
      field,
      detail: {
        zh: `名称需为 1–${NAME_MAX} 个字符，不能有换行或控制字符。`,
        en: `The name takes 1 to ${NAME_MAX} characters, without line breaks or control characters.`,
      },
    });
  }
  refuseCard(field, stored);
  return stored;
}

function refuseCard(field: string, text: string): void {
  if (!hasCardNumber(text)) return;
  throw new DomainError('INVALID_REQUEST', {
    field,
    detail: {
      zh: '这里像是一个银行卡号，系统不保存卡号。请换一个名称。',
      en: 'This looks like a card number, and card numbers are not kept. Choose another name.',
    },
  });
}
