import { LivePlaces } from './live-place';

const places = new LivePlaces(Buffer.alloc(32, 1));

it('comes back as it went, and looks like no other, not even of the same place', () => {
  for (const place of [0, 1, 2 ** 40]) expect(places.open(places.seal(place))).toBe(place);
  const sealed = Array.from({ length: 50 }, () => places.seal(7));
  expect(new Set(sealed).size).toBe(50);
  expect(new Set(sealed.map(({ length }) => length))).toEqual(new Set([48]));
});

it('is nothing where somebody made it up, or another key sealed it', () => {
  const real = places.seal(7);
  const other = real.startsWith('A') ? 'B' : 'A';
  for (const text of ['', '7', 'x'.repeat(48), `${other}${real.slice(1)}`, `${real}A`])
    expect(places.open(text)).toBeNull();
  expect(new LivePlaces(Buffer.alloc(32, 2)).open(real)).toBeNull();
});
