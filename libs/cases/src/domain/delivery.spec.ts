import { DomainError } from '@thaw/kernel';
import { IDS, NOW, actorAs, factsFor, snapshotIn } from '../../../../test/factories/case-facts';
import { decide, type CaseFacts, type CaseSnapshot, type CaseState, type UndeliveredLetter } from './index';

const DAY_MS = 86_400_000;
/** Monday 2026-11-23, 10:00 at the desk; the letter is of the Wednesday before. */
const LETTER: UndeliveredLetter = {
  id: IDS.letter,
  template: 'decision_letter',
  madeAt: new Date('2026-11-18T06:00:00Z'),
  runsWindow: true,
};

function record(payload: object, over: Partial<CaseFacts> = {}, snapshot: Partial<CaseSnapshot> = {}, state: CaseState = 'upheld') {
  const facts = { ...factsFor('record_delivery', state, 'agent'), undelivered: [LETTER], ...over };
  return decide('record_delivery', snapshotIn(state, { appealUntil: null, ...snapshot }), facts, {
    actor: actorAs('agent'),
    personas: ['agent'],
    payload: { letterId: IDS.letter, channel: 'post', receivedOn: '2026-11-20', text: 'signed for', ...payload },
  });
} // prettier-ignore

function ruleOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof DomainError ? error.context.rule : String(error);
  }
}

describe('the delivery of a letter, recorded', () => {
  it('starts the window the day after, as an opening does, and tells both sides', () => {
    const { changes, effects, event, to } = record({ proofId: IDS.order });
    const receivedAt = new Date('2026-11-19T16:00:00Z');
    // 15 days from Saturday the 21st on: to the end of 5 December, a Saturday, and so of Monday the 7th.
    const appealUntil = new Date('2026-12-07T16:00:00Z');
    expect(to).toBe('upheld');
    expect(changes).toEqual({ letterDeliveredAt: receivedAt, appealUntil });
    expect(effects).toEqual([
      { kind: 'record_delivery', letterId: IDS.letter, channel: 'post', receivedAt, runsWindow: true, proofId: IDS.order },
      { kind: 'notify_merchant', template: 'delivery_recorded', dueAt: appealUntil },
    ]);
    expect(event).toMatchObject({
      type: 'delivery_recorded',
      data: { channel: 'post', receivedOn: '2026-11-20', proofId: IDS.order, appealUntil: appealUntil.toISOString() },
      content: { text: 'signed for' },
    });
  }); // prettier-ignore

  it.each([
    ['of another letter', { runsWindow: false }, 'T', 'upheld'],
    ['of a letter that gives everything back', {}, 'U', 'restoring'],
    ['of what has been put right since', {}, 'RM', 'monitoring'],
  ] as const)('tells the merchant of no window where none runs: %s', (_of, letter, outcome, state) => {
    const { effects } = record({}, { undelivered: [{ ...LETTER, ...letter }] }, { outcome }, state);
    expect(effects).toMatchObject([{ kind: 'record_delivery' }]);
  });

  it('lets a window that would be over run three days more, on proof alone', () => {
    const old = { undelivered: [{ ...LETTER, madeAt: new Date('2026-11-02T06:00:00Z') }] };
    const of = (receivedOn: string, proofId: string | null = IDS.order) =>
      record({ receivedOn, proofId }, old).changes;
    // Three days from Tuesday the 24th on: to the end of Thursday the 26th.
    const least = new Date('2026-11-26T16:00:00Z');
    expect(of('2026-11-03')).toEqual({
      letterDeliveredAt: new Date('2026-11-02T16:00:00Z'),
      appealUntil: least,
    });
    expect(of('2026-11-10').appealUntil).toEqual(least);
    expect(ruleOf(() => of('2026-11-03', null))).toBe('record_delivery.proof_of_old_day');
    expect(ruleOf(() => of('2026-11-10', null))).toBe('record_delivery.proof_of_old_day');
    // By its own fifteen days it ends as late: with Thursday the 26th.
    expect(of('2026-11-11', null).appealUntil).toEqual(least);
    const other = { undelivered: [{ ...old.undelivered[0]!, runsWindow: false }] };
    expect(record({ receivedOn: '2026-11-03' }, other).changes).toEqual({});
  });

  it('leaves the window alone by any other letter', () => {
    expect(record({}, { undelivered: [{ ...LETTER, runsWindow: false }] }).changes).toEqual({});
  });

  it('is of the day of the letter at the earliest, and of today at the latest', () => {
    expect(record({ receivedOn: '2026-11-18' }).changes.letterDeliveredAt).toEqual(LETTER.madeAt);
    expect(record({ receivedOn: '2026-11-23' }).changes.letterDeliveredAt).toEqual(new Date('2026-11-22T16:00:00Z'));
    expect(ruleOf(() => record({ receivedOn: '2026-11-17' }))).toBe('record_delivery.not_before_letter');
    expect(ruleOf(() => record({ receivedOn: '2026-11-24' }))).toBe('record_delivery.not_in_future');
    expect(ruleOf(() => record({ receivedOn: '2026-11-31' }))).toBe('record_delivery.day');
    // Late in the evening of London it is tomorrow at the desk.
    const late = { now: new Date(NOW.getTime() + DAY_MS - 7 * 3_600_000) };
    expect(record({ receivedOn: '2026-11-24' }, late).changes.letterDeliveredAt).toEqual(new Date('2026-11-23T16:00:00Z'));
  }); // prettier-ignore

  it('is not of a letter that has come, nor of another case’s, nor proved by a file of another', () => {
    expect(ruleOf(() => record({}, { undelivered: [] }))).toBe('record_delivery.some_letter');
    expect(ruleOf(() => record({ letterId: IDS.other }))).toBe('record_delivery.letter');
    expect(ruleOf(() => record({ proofId: IDS.file }))).toBe('record_delivery.proof');
    expect(() => record({ text: ' ' })).toThrow(DomainError);
  });
});
