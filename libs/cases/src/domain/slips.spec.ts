import { IDS, NOW } from '../../../../test/factories/case-facts';
import { slipFact } from '../../../../test/factories/slip-facts';
import { attempt, verdictOn, type Attempted } from '../../../../test/support/attempts';
import { SLIPS_MOST, fingerprintOf, type CaseFacts, type SaleToAsk, type SlipFact } from './index';

const answering = (answer: object, over: Partial<Attempted> = {}): string =>
  verdictOn({
    action: 'answer_slips',
    state: 'awaiting_merchant',
    by: 'merchant',
    payload: { answers: [{ ...ANSWER, ...answer }], onBehalfChannel: null },
    ...over,
  });
const ANSWER = { slipId: IDS.slip, revision: 0, fileId: IDS.file, document: 'original', signed: true };
const of = (...slips: SlipFact[]) => ({ facts: () => ({ slips }) });

describe('an answer to a slip', () => {
  it.each<[string, string, string, Partial<Attempted>?]>([
    ['a file and what it is', 'ok', '{}'],
    ['why there is none', 'ok', '{"fileId":null,"absenceReason":"the printer broke"}'],
    ['neither', 'INVALID_REQUEST @answers[0].fileId', '{"fileId":null}'],
    ['both', 'INVALID_REQUEST @answers[0].fileId', '{"absenceReason":"none"}'],
    ['a file of elsewhere', 'INVALID_REQUEST @answers[0].fileId', `{"fileId":"${IDS.order}"}`],
    ['nothing of what it is', 'INVALID_REQUEST @answers[0].document', '{"document":null}'],
    ['nothing of its signature', 'INVALID_REQUEST @answers[0].signed', '{"signed":null}'],
    ['a day that is none', 'INVALID_REQUEST @answers[0].day', '{"day":"2026-02-30"}'],
    ['a day to come', 'INVALID_REQUEST @answers[0].day', '{"day":"2026-11-24"}'],
    ['today', 'ok', '{"day":"2026-11-23"}'],
    ['a whole card number', 'INVALID_REQUEST @answers[0].lastFour', '{"lastFour":"123456"}'],
    ['a slip of another case', 'INVALID_REQUEST @answers[0].slipId', `{"slipId":"${IDS.item}"}`],
    ['a revision that is gone', 'GUARD_REFUSED answer_slips.as_seen @answers[0].revision', '{"revision":1}'],
    ['one not asked for now', 'GUARD_REFUSED answer_slips.asked', '{}', of(slipFact({ inOpenRequest: false }))],
    ['one that is accepted', 'GUARD_REFUSED answer_slips.open @answers[0].slipId', '{}', of(slipFact({ state: 'answered', assessment: 'accepted' }))],
    ['one already answered, changed', 'ok', '{}', of(slipFact({ state: 'answered' }))],
    ['in the last millisecond', 'ok', '{}', { facts: ({ openRequest }) => ({ receivedAt: new Date(openRequest!.dueAt.getTime() - 1) }) }],
    ['at the due instant', 'GUARD_REFUSED answer_slips.in_time', '{}', { facts: ({ openRequest }) => ({ receivedAt: openRequest!.dueAt }) }],
    ['by staff who do not say how it came', 'INVALID_REQUEST @onBehalfChannel', '{}', { by: 'agent' }],
  ])('%s: %s', (_what, verdict, answer, over = {}) => {
    expect(answering(JSON.parse(answer) as object, over)).toBe(verdict);
  }); // prettier-ignore

  it('names no slip twice, and some', () => {
    const payload = { answers: [ANSWER, ANSWER] };
    expect(answering({}, { payload })).toBe('INVALID_REQUEST @answers[1].slipId');
    expect(answering({}, { payload: { answers: [] } })).toBe('INVALID_REQUEST @answers');
  });
});

const judging = (over: object, slip: Partial<SlipFact>) => ({
  action: 'assess_slips' as const,
  state: 'reviewing' as const,
  by: 'agent' as const,
  ...of(slipFact({ state: 'answered', inOpenRequest: false, ...slip })),
  payload: { verdicts: [{ slipId: IDS.slip, revision: 0, verdict: 'reject', text: 'blurred', ...over }] },
});

describe('a judgement of a slip', () => {
  it('says why it rejects, and reopens just that slip where its request is open', () => {
    expect(verdictOn(judging({ text: ' ' }, {}))).toBe('INVALID_REQUEST @verdicts[0].text');
    for (const inOpenRequest of [true, false]) {
      const { effects } = attempt(judging({ nameSame: false }, { inOpenRequest }));
      expect(effects).toMatchObject([
        {
          kind: 'assess_slips',
          verdicts: [
            { slipId: IDS.slip, assessment: 'rejected', reopens: inOpenRequest, read: { nameSame: false } },
          ],
        },
      ]);
    }
  });

  it('needs an answer, and the one that was seen', () => {
    expect(verdictOn(judging({}, { state: 'missed' }))).toBe(
      'GUARD_REFUSED assess_slips.answered @verdicts[0].slipId',
    );
    expect(verdictOn(judging({}, { revision: 2 }))).toBe(
      'GUARD_REFUSED assess_slips.as_seen @verdicts[0].revision',
    );
  });

  it('reads nothing on a slip that is not there', () => {
    const { effects } = attempt(judging({ verdict: 'accept', nameSame: false }, { state: 'absent' }));
    expect(effects).toMatchObject([{ verdicts: [{ assessment: 'accepted', read: {} }] }]);
  });
});

const sale = (transactionId: number): SaleToAsk => ({
  ...{ transactionId, occurredAt: NOW, amountFen: 1, currency: 'CNY', cardLastFour: null },
  ...{ reference: null, traceNo: null, batchNo: null },
});
const asking = (slips: readonly SlipFact[], ...sales: SaleToAsk[]): Attempted => ({
  action: 'request_evidence',
  state: 'reviewing',
  by: 'agent',
  facts: () => ({ slips }),
  payload: { items: [], slips: { sales, sample: null } },
});

describe('asking for slips', () => {
  it.each<[string, Partial<SlipFact>, string]>([
    ['missed', { state: 'missed' }, 'ok'],
    ['taken back', { state: 'withdrawn' }, 'ok'],
    ['rejected', { state: 'answered', assessment: 'rejected' }, 'ok'],
    ['not judged yet', { state: 'answered' }, 'GUARD_REFUSED request_evidence.slip_open @slips.transactions[1]'],
    ['accepted', { state: 'absent', assessment: 'accepted' }, 'GUARD_REFUSED request_evidence.slip_open @slips.transactions[1]'],
  ])('again for what was %s', (_what, over, verdict) => {
    expect(verdictOn(asking([slipFact(over)], sale(2), sale(1)))).toBe(verdict);
  }); // prettier-ignore

  it('takes as many as the item takes files, over the whole case', () => {
    const known = Array.from({ length: SLIPS_MOST - 1 }, (_, n) => slipFact({ id: `s${n}`, transactionId: n, state: 'missed' }));
    expect(verdictOn(asking(known, sale(100)))).toBe('ok');
    expect(verdictOn(asking(known, sale(100), sale(0)))).toBe('ok');
    expect(verdictOn(asking(known, sale(100), sale(101)))).toBe('GUARD_REFUSED request_evidence.slips_most @slips');
    expect(verdictOn(asking([]))).toBe('GUARD_REFUSED request_evidence.some_slip @slips');
  }); // prettier-ignore

  it('asks for the item for slips with them, be it accepted or not', () => {
    const accepted = (facts: CaseFacts) => ({ items: facts.items.map((one) => ({ ...one, state: 'accepted' as const })) });
    const { effects } = attempt({ ...asking([], sale(1)), facts: accepted });
    expect(effects).toMatchObject([
      { kind: 'open_request', items: [{ code: 'E01', required: false }] },
      { kind: 'ask_slips', sales: [{ transactionId: 1 }] },
      { kind: 'pause_clock' }, { kind: 'start_clock' }, { kind: 'notify_merchant', codes: ['E01'] },
    ]);
  }); // prettier-ignore
});

describe('what waits for slips', () => {
  const submitting = (
    slipsOpen: number | null,
    over: Partial<CaseFacts['items'][number]> = {},
  ): Attempted => ({
    action: 'submit_evidence',
    state: 'awaiting_merchant',
    by: 'merchant',
    facts: ({ items }) => ({
      items: items.map((one) => ({ ...one, state: 'requested', slipsOpen, ...over })),
      slips: [slipFact({ state: 'absent', absenceReason: 'lost' })],
    }),
  });

  it('is the submission: of each slip, whatever is said of the item as a whole', () => {
    expect(verdictOn(submitting(1))).toBe('GUARD_REFUSED submit_evidence.complete @slips');
    const said = { payload: { absences: [{ itemId: IDS.item, reason: 'all lost' }] } };
    expect(verdictOn({ ...submitting(1), ...said })).toBe('GUARD_REFUSED submit_evidence.complete @slips');
    expect(verdictOn(submitting(1, { state: 'waived' }))).toBe('ok');
    expect(verdictOn(submitting(0, { countedFiles: 0 }))).toBe('ok');
  });

  it('and where there is none at all, the item is absent for the reasons given one by one', () => {
    const { effects } = attempt(submitting(0, { countedFiles: 0 }));
    expect(effects).toContainEqual({ kind: 'close_request', as: 'submitted', absences: [{ itemId: IDS.item, reason: 'lost' }] });
    const withFile = attempt(submitting(0, { countedFiles: 1 }));
    expect(withFile.effects).toContainEqual({ kind: 'close_request', as: 'submitted', absences: [] });
  }); // prettier-ignore

  const proposing = (facts: Partial<CaseFacts>): string =>
    verdictOn({ action: 'propose', state: 'reviewing', by: 'agent', facts: () => facts });
  it('is a proposal: for each to be judged, and for a scan that knows of it', () => {
    expect(proposing({ slips: [slipFact({ state: 'absent' })] })).toBe(
      'GUARD_REFUSED propose.slips_assessed',
    );
    expect(proposing({ slips: [slipFact({ state: 'missed' })] })).toBe('ok');
    const { cutOffAt } = { cutOffAt: new Date(NOW.getTime() - 43_200_000) };
    expect(proposing({ slipsChangedAt: cutOffAt })).toBe('ok');
    expect(proposing({ slipsChangedAt: new Date(cutOffAt.getTime() + 1) })).toBe(
      'GUARD_REFUSED propose.slips_scanned',
    );
  });

  it('is the item: accepted once all are judged, and never rejected as a whole', () => {
    const slips = [slipFact({ state: 'answered' })];
    const judge = (action: 'assess' | 'reject', judged: readonly SlipFact[]): string =>
      verdictOn({ action, state: 'reviewing', by: 'agent', facts: () => ({ slips: judged }) });
    expect(judge('assess', slips)).toBe('GUARD_REFUSED assess.slips_first @itemId');
    expect(judge('reject', slips)).toBe('GUARD_REFUSED reject.slip_by_slip @itemId');
    const rejected = [slipFact({ state: 'answered', assessment: 'rejected' })];
    expect(judge('assess', rejected)).toBe('ok');
    expect(judge('reject', [])).toBe('ok');
  });

  it('is no proposal that was made: its ground is what it was', () => {
    const facts = { items: [], measures: [], scan: null, holds: [] };
    expect(fingerprintOf({ ...facts, ...{ slips: [slipFact()] } })).toBe(fingerprintOf(facts));
  });
});
