import { orderedId } from './ordered-id';

it('sorts as it was made, within an instant and over time', () => {
  const now = new Date('2026-11-23T01:00:00Z');
  const ids = Array.from({ length: 20_000 }, () => orderedId(now));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  expect(orderedId(new Date(now.getTime() + 1)) > (ids.at(-1) ?? '')).toBe(true);
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
