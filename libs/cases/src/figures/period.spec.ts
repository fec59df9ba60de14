import { DomainError, Zone } from '@thaw/kernel';
import { periodOf } from './period';

const SHANGHAI = new Zone('Asia/Shanghai');
/** 07:30 of the 28th in Shanghai, still the 27th in UTC. */
const NOW = new Date('2026-11-27T23:30:00Z');
const of = (from?: string, to?: string) => periodOf(SHANGHAI, NOW, { from, to });

it('is the last thirty days of the desk unless told otherwise, and ends now', () => {
  expect(of()).toEqual({
    from: '2026-10-30',
    to: '2026-11-28',
    begins: new Date('2026-10-29T16:00:00Z'),
    ends: NOW,
  });
});

it('has both of its days whole', () => {
  expect(of('2026-11-03', '2026-11-03')).toMatchObject({
    begins: new Date('2026-11-02T16:00:00Z'),
    ends: new Date('2026-11-03T16:00:00Z'),
  });
  expect(of('2026-01-01', '2026-12-31')).toMatchObject({ ends: NOW });
});

it.each([
  ['2026-11-04', '2026-11-03', 'from'],
  ['2026-11-29', undefined, 'from'],
  ['2025-11-01', '2026-11-28', 'from'],
  ['2026-02-30', undefined, 'from'],
  [undefined, 'yesterday', 'to'],
  [undefined, '2026-13-01', 'to'],
])('from %s to %s is refused, and %s is named', (from, to, field) => {
  const ask = (): unknown => of(from, to);
  expect(ask).toThrow(DomainError);
  expect(ask).toThrow(
    expect.objectContaining({ code: 'INVALID_REQUEST', context: expect.objectContaining({ field }) }),
  );
});
