import { randomBytes, randomUUID } from 'node:crypto';
import { codeOf, isCode } from './code-of';

const SECRET = randomBytes(32);

it('is six digits, the same for one id and key, and another for others', () => {
  const id = randomUUID();
  expect(codeOf(SECRET, id)).toMatch(/^\d{6}$/);
  expect(codeOf(SECRET, id)).toBe(codeOf(SECRET, id));
  const codes = new Set(Array.from({ length: 200 }, () => codeOf(SECRET, randomUUID())));
  expect(codes.size).toBeGreaterThan(190);
  const keys = new Set(Array.from({ length: 20 }, () => codeOf(randomBytes(32), id)));
  expect(keys.size).toBeGreaterThan(15);
});

it('begins with every digit about as often', () => {
  const counts = Array.from({ length: 10 }, () => 0);
  for (let i = 0; i < 5_000; i++) {
    const first = Number(codeOf(SECRET, randomUUID())[0]);
    counts[first] = (counts[first] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(150);
});

it('is right as it is, and not by a part or with more', () => {
  const id = randomUUID();
  const code = codeOf(SECRET, id);
  expect(isCode(SECRET, id, code)).toBe(true);
  for (const wrong of ['', code.slice(0, 5), `${code}0`, codeOf(SECRET, `${id}x`), '１２３４５６'])
    expect(isCode(SECRET, id, wrong)).toBe(wrong === code);
});
