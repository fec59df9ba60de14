import {
  factorUri,
  hashRecoveryCode,
  isAuthenticatorCode,
  newFactorSecret,
  newRecoveryCodes,
  stepOf,
} from './authenticator-code';

/** RFC 6238, appendix B: the secret `12345678901234567890`, SHA-1; the last six of its eight digits. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number): Date => new Date(seconds * 1000);

it.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('is the code of RFC 6238 at %d', (seconds, code) => {
  expect(stepOf(SECRET, code, null, at(seconds))).toBe(Math.floor(seconds / 30));
});

it('is right for half a minute before and after its own, and no longer', () => {
  const code = '050471';
  const step = Math.floor(1_111_111_111 / 30);
  const start = step * 30;
  for (const seconds of [start - 30, start, start + 59])
    expect(stepOf(SECRET, code, null, at(seconds))).toBe(step);
  for (const seconds of [start - 31, start + 60]) expect(stepOf(SECRET, code, null, at(seconds))).toBeNull();
});

it('is right once: neither again nor one of an earlier step', () => {
  const step = Math.floor(1_111_111_111 / 30);
  expect(stepOf(SECRET, '050471', step - 1, at(1_111_111_111))).toBe(step);
  expect(stepOf(SECRET, '050471', step, at(1_111_111_111))).toBeNull();
  expect(stepOf(SECRET, '081804', step, at(1_111_111_111))).toBeNull();
  // The clock was set back by a day.
  expect(stepOf(SECRET, '050471', step + 2880, at(1_111_111_111))).toBeNull();
});

it('is wrong as any other six digits', () => {
  for (const code of ['000000', '287083', '999999']) expect(stepOf(SECRET, code, null, at(59))).toBeNull();
  expect(['287082', '28708', '2870822', '28708a', ' 287082', ''].map(isAuthenticatorCode)).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

it('comes from a secret of 160 bits that authenticators read off the address', () => {
  const secret = newFactorSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(newFactorSecret()).not.toBe(secret);
  const uri = new URL(factorUri('li.wei@bank', secret));
  expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual([
    'otpauth:',
    'totp',
    '/Thaw:li.wei@bank',
  ]);
  expect(Object.fromEntries(uri.searchParams)).toMatchObject({ secret, issuer: 'Thaw' });
});

it('has ten recovery codes beside it, of 120 bits each, known however they are typed', () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^([A-Z2-7]{4}-){5}[A-Z2-7]{4}$/);
  const [code = ''] = codes;
  expect(hashRecoveryCode(` ${code.toLowerCase().replaceAll('-', ' ')}`)).toEqual(hashRecoveryCode(code));
  expect(hashRecoveryCode(code)).toHaveLength(32);
  expect(hashRecoveryCode(codes[1] ?? '')).not.toEqual(hashRecoveryCode(code));
});
