import { randomBytes, randomUUID } from 'node:crypto';
import { linkToken, mailOfToken } from './link-token';

const key = randomBytes(32);

it('is known as that of its mail, under its own key alone', () => {
  const id = randomUUID();
  const token = linkToken(key, id);
  expect(mailOfToken(key, token)).toBe(id);
  expect(mailOfToken(randomBytes(32), token)).toBeNull();
  expect(mailOfToken(key, token.replace(id, randomUUID()))).toBeNull();
  expect(mailOfToken(key, `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`)).toBeNull();
});

it('is not anything else', () => {
  const token = linkToken(key, randomUUID());
  for (const other of [
    '',
    '.',
    token.toUpperCase(),
    `${token} `,
    ` ${token}`,
    `${token}\n`,
    token.slice(0, -1),
  ])
    expect(mailOfToken(key, other)).toBeNull();
});
