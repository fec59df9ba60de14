import {
  CASE_STATES,
  MERCHANT_FACES,
  OUTCOMES,
  REFERENCE_VERSION,
  referenceOf,
  REASON_CODES,
  type MerchantFace,
  type Outcome,
  type ReasonCode,
} from './domain';
import { merchantFace, merchantOutcome, writeLetter, type LetterFacts } from './letters';

const TEMPLATES = [
  'freeze_notice',
  'reason_changed',
  'evidence_requested',
  'evidence_reminder',
  'evidence_overdue',
  'evidence_in_time',
  'decision_letter',
  'appeal_received',
  'appeal_letter',
  'objection_received',
  'objection_reply',
  'deadline_extended',
  'termination_notice',
  'terminated',
  'reopened',
  'delivery_recorded',
  'measure_eased',
  'step_returned',
  'remedy_ended',
  'restored',
  'closed',
  'message',
] as const;
const GROUND = { zh: '核查期间暂缓', en: 'Held while the freeze is looked into' };
/** Reasons whose very name would tip the merchant off, as the desk's table marks them. */
const TIPPING_OFF: readonly ReasonCode[] = ['AML', 'GAMBLING_FRAUD', 'AUTHORITY_ORDER'];
const REFERENCE = referenceOf(REFERENCE_VERSION);
const FACES = Object.keys(MERCHANT_FACES) as MerchantFace[];

/** The desk's own words: none may reach a merchant, in whatever language. */
const INTERNAL =
  /\bAML\b|launder|gambl|telecom|fraud|洗钱|涉赌|涉诈|反洗|可疑|authorit|police|court|有权机关|公安|法院|\bholds?\b|冻结要求|\bF[0-7]\b|\bP[1-4]\b|\bR\d|queue|队列|priority|优先级|threshold|阈值|blacklist|黑名单|supervisor|reviewer|主管|agent\b|专员(?!代为)|score|评分|[a-z]_[a-z]/i;

const letterOf = (template: (typeof TEMPLATES)[number], face: MerchantFace, outcome: Outcome | null, over: Partial<LetterFacts> = {}, state: 'upheld' | 'terminating' = 'upheld') =>
  writeLetter(template, {
    number: 'FZ-20261123-0001',
    face,
    outcome: outcome && merchantOutcome(outcome, state),
    appealDays: template === 'decision_letter' || template === 'appeal_letter' ? 15 : null,
    documents: MERCHANT_FACES[face].documents.map((code) => REFERENCE.items[code].title),
    due: '2026-12-01 09:00 (Asia/Shanghai)',
    held: [{ amountFen: 123_456, currency: 'CNY', ground: GROUND, releaseDay: '2026-12-01' }],
    words: null,
    fileName: null,
    verdict: template === 'appeal_letter' ? 'upheld' : null,
    findings: [],
    ...over,
  }); // prettier-ignore

it.each(TEMPLATES)('%s, for every face and outcome: both languages, and no word of the desk', (template) => {
  for (const face of FACES) {
    for (const outcome of [null, ...OUTCOMES, 'terminated'] as const) {
      const { title, body } =
        outcome === 'terminated'
          ? letterOf(template, face, 'T', {}, 'terminating')
          : letterOf(template, face, outcome);
      for (const text of [title.zh, body.zh]) expect(text).toMatch(/\p{Script=Han}/u);
      for (const text of [title.en, body.en]) {
        expect(text).toMatch(/[a-z]{3}/);
        expect(text).not.toMatch(/\p{Script=Han}/u);
      }
      const told = [title.zh, title.en, body.zh, body.en].join('\n');
      expect([face, outcome, INTERNAL.exec(told)?.[0]]).toEqual([face, outcome, undefined]);
      expect(told).not.toMatch(/undefined|null|NaN|\[object/);
      expect(body.zh.split('\n')).toHaveLength(body.en.split('\n').length);
      expect(body.zh).toContain('FZ-20261123-0001');
    }
  }
});

it('says what is held in yuan and by the desk’s day, and what is wanted by when', () => {
  const { body } = letterOf('freeze_notice', 'TRADING_REVIEW', null);
  expect(body.zh).toContain('1,234.56');
  for (const text of [body.zh, body.en]) {
    expect(text).toContain('CNY');
    expect(text).toContain('2026-12-01');
    expect(text).toContain('2026-12-01 09:00 (Asia/Shanghai)');
  }
  expect(body.zh).toContain(`依据：${GROUND.zh}`);
  expect(body.en).toContain(`ground: ${GROUND.en}`);
  const open = letterOf('freeze_notice', 'TRADING_REVIEW', null, {
    held: [{ amountFen: 100, currency: 'CNY', ground: null, releaseDay: null }],
    due: null,
    documents: [],
  });
  expect(open.body.en).not.toMatch(/reviewed by|ground|Deadline|Documents/);
});

it('speaks of money held though nobody knows yet how much', () => {
  const { body } = letterOf('freeze_notice', 'TRADING_REVIEW', null, {
    held: [{ amountFen: null, currency: 'CNY', ground: GROUND, releaseDay: null }],
  });
  expect(body.zh).toContain('暂缓结算金额：待核算');
  expect(body.en).toContain('Funds held: amount not yet known');
});

it('brings the desk’s answer to an objection word for word, in both languages', () => {
  const { body } = letterOf('objection_reply', 'TRADING_REVIEW', null, { words: 'the slips\nare unsigned' });
  for (const text of [body.zh, body.en]) expect(text).toContain('the slips\nare unsigned');
});

it('speaks of an appeal where there is one', () => {
  for (const appealDays of [15, 30, null]) {
    const { body } = letterOf('decision_letter', 'DEVICE_CHECK', 'T', { appealDays });
    expect(body.en.includes(`you may appeal within ${appealDays} days`)).toBe(appealDays !== null);
    expect(body.zh.includes(`${appealDays} 日内申诉`)).toBe(appealDays !== null);
  }
});

it('tells an authority’s order, a termination that may be appealed and a blacklisting alike', () => {
  for (const template of TEMPLATES) {
    for (const face of FACES) {
      for (const appealDays of [15, null]) {
        const kept = letterOf(template, face, 'K', { appealDays });
        for (const ending of ['T', 'B'] as const)
          expect(letterOf(template, face, ending, { appealDays })).toEqual(kept);
      }
    }
  }
  for (const state of CASE_STATES) {
    expect(merchantOutcome('K', state)).toBe('upheld');
    expect(merchantOutcome('B', state)).toBe(merchantOutcome('T', state));
    expect(merchantOutcome('RL', state)).toBe(merchantOutcome('RM', state));
  }
});

it('tells a termination as one once it goes on, and of an upheld freeze that it may come to that', () => {
  for (const state of ['upheld', 'appealing', 'awaiting_merchant'] as const)
    expect(merchantOutcome('T', state)).toBe('upheld');
  for (const state of ['terminating', 'closed'] as const)
    expect(merchantOutcome('T', state)).toBe('termination');
  const { body } = letterOf('decision_letter', 'TRADING_REVIEW', 'T');
  expect(body.zh).toContain('该终端的服务可能终止');
  expect(body.en).toContain('service for this terminal may be ended');
});

it('gives reasons that must not be told the face of reasons that may, and of a case not judged yet', () => {
  for (const reason of TIPPING_OFF)
    expect(merchantFace(REFERENCE, reason)).toBe(merchantFace(REFERENCE, 'CASHOUT'));
  expect(merchantFace(REFERENCE, null)).toBe(merchantFace(REFERENCE, 'CASHOUT'));
  const told = REASON_CODES.filter((code) => !TIPPING_OFF.includes(code));
  for (const reason of TIPPING_OFF) {
    expect(told.map((code) => REFERENCE.reasons[code].face)).toContain(REFERENCE.reasons[reason].face);
  }
});

describe('reasons per finding', () => {
  const findings = [
    {
      title: { zh: '整额交易', en: 'Round amounts' },
      explanation: { zh: '多笔整额。', en: 'Many round amounts.' },
      count: 3,
    },
  ];

  it('are in a decision’s letter, and in an appeal’s with what became of each', () => {
    const decided = letterOf('decision_letter', 'TRADING_REVIEW', 'T', { findings, verdict: null });
    expect(decided.body.zh).toContain('· 整额交易（3 项）：多笔整额。\n');
    expect(decided.body.en).toContain('- Round amounts (3): Many round amounts.\n');
    const of = (verdict: LetterFacts['verdict']) =>
      letterOf('appeal_letter', 'TRADING_REVIEW', 'UR', { findings, verdict }).body;
    expect(of('upheld').en).toMatch(
      /The decision stands\.[^]*Round amounts \(3\): Many round amounts\. Your answer was weighed; it stands\./,
    );
    expect(of('overturned').en).toMatch(/It is granted, and[^]*it no longer counts against you/);
    expect(of('overturned_in_part').zh).toMatch(/申诉部分成立[^]*措施相应减轻/);
    expect(
      INTERNAL.exec(JSON.stringify([of('upheld'), of('overturned'), of('overturned_in_part')])),
    ).toBeNull();
  });

  it('come with the documents to contest by', () => {
    const { body } = letterOf('decision_letter', 'TRADING_REVIEW', 'T');
    expect(body.zh).toContain('申诉时请附：');
    expect(body.en).toContain('Send with an appeal: ');
  });
});
