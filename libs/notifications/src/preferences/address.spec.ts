import { DomainError } from '@thaw/kernel';
import { checkAddress, maskAddress } from './address';

it.each(['li.wei@bank.example', ' a+b@mail.bank.example ', "o'x@bank.example"])(
  'takes the mailbox %s',
  (address) => expect(checkAddress('email', address)).toBe(address.trim()),
);

it('takes a telephone number with its country, and keeps it bare', () => {
  expect(checkAddress('sms', ' +86 138-0013 8000')).toBe('+8613800138000');
  for (const wrong of [
    '13800138000',
    '+86',
    '+0123456789',
    '+86 138 0013 8000 000 0',
    '+86x3800138000',
    'a@b.example',
  ])
    expect(() => checkAddress('sms', wrong)).toThrow(DomainError);
});

it.each([
  '',
  'li.wei',
  'li@localhost',
  'a@b.example, c@d.example',
  'a@b.example\r\nBcc: c@d.example',
  'Li <li@bank.example>',
  'a b@bank.example',
  'a@-bank.example',
  `${'a'.repeat(65)}@bank.example`,
  `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(20)}.example`,
])('refuses %j and does not repeat it', (address) => {
  expect.assertions(2);
  try {
    checkAddress('email', address);
  } catch (error) {
    expect(error).toBeInstanceOf(DomainError);
    if (address !== '') expect(JSON.stringify(error)).not.toContain(address);
    else expect((error as DomainError).code).toBe('INVALID_REQUEST');
  }
});

it.each([
  ['email', 'li.wei@mail.bank.example', 'l***@m***.example'],
  ['sms', '+8613800138000', '+86****8000'],
] as const)('of %s %s no more is kept than %s', (channel, address, masked) => {
  expect(maskAddress(channel, address)).toBe(masked);
});
