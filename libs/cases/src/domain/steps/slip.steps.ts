import { DomainError, dayText } from '@thaw/kernel';
import type { Payload } from '../actions';
import type { SlipAnswered, SlipJudged } from '../effects';
import type { CaseFacts, SlipFact } from '../facts';
import { hasText, needText } from '../payload-checks';
import type { SaleToAsk, SlipJudgement } from '../payloads';
import { SLIPS_MOST, isAnswered, needSlip } from '../slips';
import type { ApplyContext, Outcome } from '../transition';

/** Whichever of its slips, by a file of the item for slips or by the word that there is none. Each is saved as it comes. */
export function answer({ facts, payload, attempt }: ApplyContext<Payload<'answer_slips'>>): Outcome {
  needSome(payload.answers, 'answers');
  const channel =
    attempt.persona === 'merchant' ? null : needText(payload.onBehalfChannel, 'onBehalfChannel');
  const answers = payload.answers.map((given, index): SlipAnswered => {
    const field = `answers[${index}]`;
    const slip = needSlip(facts.slips, given, field, 'answer_slips.as_seen');
    if (!slip.inOpenRequest) {
      throw refused(
        'answer_slips.asked',
        `${field}.slipId`,
        '该签购单目前未在索取中。',
        'This slip is not being asked for now.',
      );
    }
    if (isAnswered(slip) && slip.assessment === 'accepted') {
      throw refused(
        'answer_slips.open',
        `${field}.slipId`,
        '该签购单已通过，无需再答复。',
        'This slip is accepted and needs no other answer.',
      );
    }
    return answered(facts, given, field);
  });
  return {
    effects: [{ kind: 'answer_slips', answers, channel }],
    event: {
      type: 'slips_answered',
      data: {
        receivedAt: facts.receivedAt.toISOString(),
        slips: answers.map(({ slipId, fileId, stated }) => ({ slipId, fileId, ...stated })),
        ...(channel === null ? {} : { onBehalfChannel: channel }),
      },
      content: {
        reasons: answers.flatMap(({ slipId, absenceReason }) =>
          absenceReason === null ? [] : [{ findingId: slipId, reason: absenceReason }],
        ),
      },
    },
  };
}

type GivenAnswer = Payload<'answer_slips'>['answers'][number];

function answered(facts: CaseFacts, given: GivenAnswer, field: string): SlipAnswered {
  const { slipId, fileId, absenceReason } = given;
  const hasFile = fileId !== undefined && fileId !== null;
  if (hasFile === hasText(absenceReason)) {
    throw invalid(
      `${field}.fileId`,
      '请指明一份已上传的签购单文件，或说明无法提供的原因，二者择一。',
      'Name a slip that you have uploaded, or say why there is none: one of the two.',
    );
  }
  if (!hasFile)
    return {
      slipId,
      fileId: null,
      absenceReason: needText(absenceReason, `${field}.absenceReason`),
      stated: {},
    };
  if (!facts.slipFiles.includes(fileId)) {
    throw invalid(
      `${field}.fileId`,
      '不是本案件签购单材料（E01）下的有效文件，请先上传。',
      'This is no file that counts under the item for slips (E01) of this case: upload it first.',
    );
  }
  const [document, signed] = [given.document ?? null, given.signed ?? null];
  if (document === null || signed === null) {
    throw invalid(
      `${field}.${document === null ? 'document' : 'signed'}`,
      '请注明是原件还是重打印件，以及是否有持卡人签名。',
      'Say whether it is the original or a reprint, and whether it is signed.',
    );
  }
  const { entry, amountFen, day, lastFour } = given;
  return {
    slipId,
    fileId,
    absenceReason: null,
    stated: checked({ document, signed, ...whatIsGiven({ entry, amountFen, day, lastFour }) }, facts, field),
  };
}

/** Each judged by itself: what is rejected is asked for again, at once where its request is open, and no other with it. */
export function assess({ facts, payload }: ApplyContext<Payload<'assess_slips'>>): Outcome {
  needSome(payload.verdicts, 'verdicts');
  const verdicts = payload.verdicts.map((given, index): SlipJudged => {
    const field = `verdicts[${index}]`;
    const slip = needSlip(facts.slips, given, field, 'assess_slips.as_seen');
    if (!isAnswered(slip)) {
      throw refused(
        'assess_slips.answered',
        `${field}.slipId`,
        '该签购单尚无答复，无从评定。',
        'Nothing was answered for this slip yet.',
      );
    }
    const { document, signed, entry, amountFen, day, lastFour, cardLastFour, nameSame, chipCard } = given;
    const read = whatIsGiven({
      document,
      signed,
      entry,
      amountFen,
      day,
      lastFour,
      cardLastFour,
      nameSame,
      chipCard,
    });
    const rejected = given.verdict === 'reject';
    return {
      slipId: slip.id,
      assessment: rejected ? 'rejected' : 'accepted',
      reason: rejected ? needText(given.text, `${field}.text`) : null,
      read: slip.state === 'answered' ? checked(read, facts, field) : {},
      reopens: rejected && slip.inOpenRequest,
    };
  });
  return {
    effects: [{ kind: 'assess_slips', verdicts }],
    event: {
      type: 'slips_assessed',
      data: { slips: verdicts.map(({ slipId, assessment, read }) => ({ slipId, assessment, ...read })) },
      content: {
        reasons: verdicts.flatMap(({ slipId, reason }) =>
          reason === null ? [] : [{ findingId: slipId, reason }],
        ),
      },
    },
  };
}

/** Sales whose slips may be asked for, each once: not what was given and not judged, nor what is accepted. */
export function needAskable(facts: CaseFacts, sales: readonly SaleToAsk[]): void {
  const field = 'slips';
  if (sales.length === 0) {
    throw refused(
      'request_evidence.some_slip',
      field,
      '没有可以调单的交易：已全部索取，或命中的交易没有签购单。',
      'There is no sale left whose slip could be asked for: all were, or what was flagged leaves none.',
    );
  }
  const known = new Map(facts.slips.map((slip) => [slip.transactionId, slip]));
  sales.forEach(({ transactionId }, index) => {
    const slip = known.get(transactionId);
    if (slip && isAskable(slip)) return;
    if (!slip) return;
    throw refused(
      'request_evidence.slip_open',
      `${field}.transactions[${index}]`,
      slip.assessment === 'accepted' ? '该交易的签购单已通过。' : '该交易的签购单已答复，请先评定。',
      slip.assessment === 'accepted'
        ? 'The slip of this sale is accepted already.'
        : 'The slip of this sale was answered: judge that first.',
    );
  });
  const all = known.size + sales.filter(({ transactionId }) => !known.has(transactionId)).length;
  if (all <= SLIPS_MOST) return;
  throw refused(
    'request_evidence.slips_most',
    field,
    `一个案件最多调取 ${SLIPS_MOST} 笔签购单，已调取 ${known.size} 笔。`,
    `A case asks for ${SLIPS_MOST} slips at most, and has asked for ${known.size}.`,
  );
}

/** May be asked for (again): its last asking came to nothing that stands. */
const isAskable = (slip: SlipFact): boolean => !isAnswered(slip) || slip.assessment === 'rejected';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function checked(read: SlipJudgement, { now, zone }: CaseFacts, field: string): SlipJudgement {
  const { day, lastFour, cardLastFour } = read;
  const isDay = day !== undefined && DAY.test(day) && dayText(Date.parse(day) / 86_400_000) === day;
  if (day !== undefined && (!isDay || day > zone.dateText(now.getTime()))) {
    throw invalid(`${field}.day`, '请填写签购单上的日期，如 2026-11-20，不晚于今天。', 'Give the day on the slip, e.g. 2026-11-20, not after today.');
  } // prettier-ignore
  for (const [name, digits] of Object.entries({ lastFour, cardLastFour })) {
    if (digits === undefined || /^\d{4}$/.test(digits)) continue;
    throw invalid(
      `${field}.${name}`,
      '只填写卡号末四位数字。',
      'Give the last four digits of the card number, and no more.',
    );
  }
  return read;
}

/** Without what was left out, or said to be null. */
const whatIsGiven = (values: { readonly [name in keyof SlipJudgement]: unknown }): SlipJudgement =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));

function needSome(list: readonly { readonly slipId: string }[], field: string): void {
  if (list.length === 0 || list.length > SLIPS_MOST) {
    throw invalid(field, `请填写 1 至 ${SLIPS_MOST} 笔。`, `Give between 1 and ${SLIPS_MOST} of them.`);
  }
  const twice = list.findIndex(({ slipId }, index) => list.findIndex((one) => one.slipId === slipId) < index);
  if (twice < 0) return;
  throw invalid(`${field}[${twice}].slipId`, '同一签购单填写了两次。', 'This slip is named twice.');
}

const refused = (rule: string, field: string, zh: string, en: string): DomainError =>
  new DomainError('GUARD_REFUSED', { rule, field, detail: { zh, en } });

const invalid = (field: string, zh: string, en: string): DomainError =>
  new DomainError('INVALID_REQUEST', { field, detail: { zh, en } });
