import { weakness } from './guessable-password';

it.each([
  'password1234',
  'passwordpassword',
  '1q2w3e4r5t6y7u',
  'iloveyou1234',
  'qwertyuiop123',
  'p@ssw0rd1234',
  'ｐａｓｓｗｏｒｄ１２３４',
  'thawthawthaw1',
])('refuses what is on every list, or follows from one: %s', (password) => {
  expect(weakness(password, 'wang.fang')).toEqual({
    zh: expect.stringContaining('容易猜到') as string,
    en: expect.stringMatching(/easily guessed|easy to guess/) as string,
  });
});

it.each(['correct horse battery', '长长的密码一二三四五六七', 'rivers 12 lamps', 'zq9!Lw-r7-unfold'])(
  'takes %s',
  (password) => {
    expect(weakness(password, 'wang.fang')).toBeNull();
  },
);

it('still says first what is too short, or holds the name', () => {
  expect(weakness('short', 'wang.fang')?.en).toContain('too short');
  expect(weakness('rivers wang.fang lamps', 'wang.fang')?.en).toContain('sign-in name');
});
