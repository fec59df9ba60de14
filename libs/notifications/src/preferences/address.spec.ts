import { DomainError } from '@thaw/kernel';
import { checkAddress } from './address';

it.each(['li.wei@bank.example', ' a+b@mail.bank.example ', "o'x@bank.example"])(
  'takes the mailbox %s',
  (address) => expect(checkAddress('email', address)).toBe(address.trim()),
);

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
