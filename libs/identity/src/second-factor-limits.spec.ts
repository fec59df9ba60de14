import { factorPause, needsFactor } from './second-factor-limits';

it('is asked of whoever decides or governs, of all staff, or of nobody, and never of merchants', () => {
  const of = (rule: 'deciders' | 'staff' | 'optional') =>
    (['merchant', 'agent', 'supervisor', 'reviewer', 'risk_officer', 'admin'] as const).filter((role) =>
      needsFactor(rule, [role]),
    );
  expect(of('deciders')).toEqual(['supervisor', 'reviewer', 'risk_officer', 'admin']);
  expect(of('staff')).toEqual(['agent', 'supervisor', 'reviewer', 'risk_officer', 'admin']);
  expect(of('optional')).toEqual([]);
  expect(needsFactor('deciders', ['agent', 'reviewer'])).toBe(true);
});

it('lets five codes fail, then makes each wait twice as long as the one before, an hour at most', () => {
  const failedAt = new Date('2026-11-23T01:00:00Z');
  const pauseAfter = (failures: number): number => factorPause({ failures, failedAt }, failedAt) / 60_000;
  expect([0, 4, 5, 6, 7, 10, 11, 500].map(pauseAfter)).toEqual([0, 0, 1, 2, 4, 32, 60, 60]);
  expect(factorPause({ failures: 5, failedAt }, new Date(failedAt.getTime() + 59_999))).toBe(1);
  expect(factorPause({ failures: 5, failedAt }, new Date(failedAt.getTime() + 60_000))).toBe(0);
  expect(factorPause({ failures: 0, failedAt: null }, failedAt)).toBe(0);
});
