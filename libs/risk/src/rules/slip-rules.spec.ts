import { findingsOf, type SaleScan } from '../../../../test/support/sales';
import type { Retrieval } from './index';

const ms = (local: string): number => Date.parse(`${local.replace(' ', 'T')}+08:00`);

/** A sale of 31 August 2026 whose slip, asked for in October, came as it should: signed, and all agrees. */
const slip = (
  over: Partial<Omit<Retrieval, 'at' | 'askedAt'>> & { at?: string; askedAt?: string } = {},
): Retrieval => {
  const { at = '2026-08-31 12:00:00', askedAt = '2026-10-08 09:00:00', ...rest } = over;
  return {
    ...{ id: 1, at: ms(at), amountFen: 123_456, askedAt: ms(askedAt), answer: 'original', signed: true },
    ...{ entry: 'chip', chipCard: true, numberSame: true, nameSame: true },
    ...rest,
  };
};
const found = (rule: string, retrievals: readonly Retrieval[] | null, options: SaleScan = {}) =>
  findingsOf(rule, [], { ...options, retrievals });

describe('R7a slip_missing', () => {
  it.each<[string, 'yes' | 'no', Parameters<typeof slip>[0]]>([
    ['a signed original', 'no', {}],
    ['still time to answer', 'no', { answer: 'waiting', signed: null }],
    ['unanswered at its deadline', 'yes', { answer: 'missed', signed: null }],
    ['said not to be there', 'yes', { answer: 'absent', signed: null }],
    ['a reprint', 'yes', { answer: 'reprint' }],
    ['an unsigned original', 'yes', { signed: false }],
    ['a signature that nobody looked for', 'no', { signed: null }],
    ['asked for on the last day: 31 August and six months end with February', 'yes', { answer: 'missed', askedAt: '2027-02-28 23:59:59' }],
    ['asked for on the day after', 'no', { answer: 'missed', askedAt: '2027-03-01 00:00:00' }],
    ['a leap year has one day more', 'yes', { answer: 'missed', at: '2027-08-31 12:00:00', askedAt: '2028-02-29 23:59:59' }],
    ['and no more than that', 'no', { answer: 'missed', at: '2027-08-31 12:00:00', askedAt: '2028-03-01 00:00:00' }],
    ['sold at the last second of August', 'no', { answer: 'missed', at: '2026-08-31 23:59:59', askedAt: '2027-03-01 00:00:00' }],
    ['sold a second later, in September', 'yes', { answer: 'missed', at: '2026-09-01 00:00:00', askedAt: '2027-03-01 23:59:59' }],
  ])('%s: %s', (_edge, fires, over) => {
    expect(found('R7a', [slip(over)]).length > 0 ? 'yes' : 'no').toBe(fires);
  }); // prettier-ignore

  it('is one finding a transaction, with days measured and words for all that is missing', () => {
    const findings = found('R7a', [slip({ answer: 'reprint', signed: false }), slip({ id: 9, answer: 'missed' })]);
    expect(findings).toMatchObject([
      { key: '1', transactions: [1], count: 1, sumFen: 123_456, measured: 38, threshold: 181, unit: 'days', details: { why: 12 } },
      { key: '9', transactions: [9], details: { why: 1 } },
    ]);
  }); // prettier-ignore

  it('keeps to the months of its set, and to sales of any fee profile', () => {
    const late = slip({ answer: 'missed', askedAt: '2026-10-01 00:00:00' });
    expect(found('R7a', [late], { parameters: { R7a: { retention: 1 } } })).toEqual([]);
    expect(found('R7a', [late], { feeProfile: 'standard' })).toHaveLength(1);
    expect(found('R7a', null)).toEqual([]);
  });
});

describe('R7b card_check_failed', () => {
  const stripe = (id: number, at = '2026-08-31 12:00:00'): Retrieval => slip({ id, at, entry: 'stripe' });
  it.each<[string, 'yes' | 'no', readonly Retrieval[]]>([
    ['all agrees', 'no', [slip()]],
    ['nothing was compared', 'no', [slip({ numberSame: null, nameSame: null })]],
    ['the number on the screen is not the card’s', 'yes', [slip({ numberSame: false })]],
    ['the name is not that of the ID', 'yes', [slip({ nameSame: false })]],
    ['a contactless sale carries no name', 'no', [slip({ nameSame: false, entry: 'contactless' })]],
    ['but it has a number', 'yes', [slip({ numberSame: false, entry: 'contactless' })]],
    ['two fallbacks of a day', 'no', [stripe(1), stripe(2)]],
    ['three fallbacks of a day', 'yes', [stripe(1), stripe(2), stripe(3)]],
    ['three fallbacks across midnight', 'no', [stripe(1), stripe(2), stripe(3, '2026-09-01 00:00:00')]],
    ['a card without a chip is read by its stripe', 'no', [1, 2, 3].map((id) => ({ ...stripe(id), chipCard: false }))],
    ['no slip was brought', 'no', [slip({ answer: 'absent', numberSame: false })]],
    ['long after the slip had to be kept', 'yes', [slip({ numberSame: false, askedAt: '2029-01-01 00:00:00' })]],
  ])('%s: %s', (_edge, fires, retrievals) => {
    expect(found('R7b', retrievals).length > 0 ? 'yes' : 'no').toBe(fires);
  }); // prettier-ignore

  it('is one finding for each fallback of the day, and counts comparisons where they alone suffice', () => {
    const day = [stripe(1), stripe(2), { ...stripe(3), numberSame: false, nameSame: false }];
    expect(found('R7b', day)).toMatchObject([
      { key: '1', measured: 3, threshold: 3, details: { why: 4 } },
      { key: '2', measured: 3, threshold: 3, details: { why: 4 } },
      { key: '3', measured: 2, threshold: 1, details: { why: 7 } },
    ]);
    expect(found('R7b', [slip({ numberSame: false })], { parameters: { R7b: { checks: 2 } } })).toEqual([]);
  });
});
