import { checkSite, checkTicket } from './site';

it.each([
  [{ latE6: 31_230_416, lonE6: 121_473_701 }],
  [{ latE6: -90_000_000, lonE6: 180_000_000 }],
  [{ latE6: 90_000_000, lonE6: -180_000_000 }],
])('takes %o', (site) => expect(checkSite(site)).toEqual(site));

it.each([
  [{ latE6: 90_000_001, lonE6: 0 }],
  [{ latE6: 0, lonE6: -180_000_001 }],
  [{ latE6: 31.230416, lonE6: 121 }],
  [{ latE6: Number.NaN, lonE6: 0 }],
])('refuses %o', (site) => expect(() => checkSite(site)).toThrow('INVALID_REQUEST'));

it('keeps nothing of a site but where it is', () => {
  const told = { latE6: 1, lonE6: 2, note: 'x' };
  expect(checkSite(told)).toEqual({ latE6: 1, lonE6: 2 });
});

it.each([[null], [1], [1_000_000_000]])('takes %s as an expected ticket', (fen) =>
  expect(checkTicket(fen)).toBe(fen),
);
it.each([[0], [-1], [0.5], [1_000_000_001]])('refuses %s as an expected ticket', (fen) =>
  expect(() => checkTicket(fen)).toThrow('INVALID_REQUEST'),
);
