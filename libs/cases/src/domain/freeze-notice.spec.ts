import { favourableFacts } from '../../../../test/factories/case-facts';
import { attempt } from '../../../../test/support/attempts';
import { REASON_CODES, REFERENCE_VERSION, referenceOf, type CaseState, type Effect } from './index';

const { reasons, slaClasses } = referenceOf(REFERENCE_VERSION);

/** NOW of the factory is Monday, 23 November 2026, 10:00 in Shanghai; five working days later is the next Monday. */
const FIVE_WORKING_DAYS = '2026-11-30T02:00:00.000Z';

const noticeIn = (state: CaseState | 'none', reasonCode: (typeof REASON_CODES)[number] | null = null): Effect | undefined =>
  attempt({
    action: 'open',
    state,
    by: 'machine',
    snapshot: { reasonCode, slaClass: reasonCode && reasons[reasonCode].sla },
    payload: { measures: [{ level: 'F4', scope: 'terminal' }] },
  }).effects.find(({ kind }) => kind === 'notify_merchant'); // prettier-ignore

const dueIn = (...of: Parameters<typeof noticeIn>): string | undefined => {
  const notice = noticeIn(...of);
  return notice && 'dueAt' in notice ? notice.dueAt?.toISOString() : undefined;
};

it('tells the merchant by when documents are wanted', () => {
  expect(dueIn('none')).toBe(FIVE_WORKING_DAYS);
});

it('names one time whatever the reason: a shorter one would tell reasons apart', () => {
  expect(new Set(Object.values(slaClasses).map(({ evidence }) => JSON.stringify(evidence))).size).toBeGreaterThan(1);
  for (const reasonCode of REASON_CODES) expect(dueIn('investigating', reasonCode)).toBe(FIVE_WORKING_DAYS);
}); // prettier-ignore

it('names the deadline that runs, where the merchant was asked already', () => {
  expect(dueIn('awaiting_merchant', 'CASHOUT')).toBe(
    favourableFacts('awaiting_merchant').openRequest?.dueAt.toISOString(),
  );
});
