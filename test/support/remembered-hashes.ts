import type * as Argon2 from '@node-rs/argon2';
import type * as TestPassword from './test-password';

// Every person of every test has the one test password, and argon2 is slow on purpose: 40 ms for each hash and each
// proof of it, a minute of a whole run. The real algorithm at its real cost works each out once, and then it is
// remembered. Other passwords are left as they are, their salts with them.
jest.mock('@node-rs/argon2', () => {
  const real = jest.requireActual<typeof Argon2>('@node-rs/argon2');
  const { TEST_PASSWORD } = jest.requireActual<typeof TestPassword>('./test-password');
  const known = new Map<string, Promise<unknown>>();
  const once = <T>(key: unknown[], work: () => Promise<T>): Promise<T> => {
    const name = JSON.stringify(key);
    const worked = known.get(name) ?? work();
    known.set(name, worked);
    return worked as Promise<T>;
  };
  const hash: typeof real.hash = (password, options) =>
    password === TEST_PASSWORD
      ? once(['hash', options], () => real.hash(password, options))
      : real.hash(password, options);
  const verify: typeof real.verify = (hashed, password, options) =>
    password === TEST_PASSWORD
      ? once(['verify', hashed, options], () => real.verify(hashed, password, options))
      : real.verify(hashed, password, options);
  return { __esModule: true, ...real, hash, verify };
});
