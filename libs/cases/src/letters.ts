import { formatYuan, type Bilingual } from '@thaw/kernel';
import { findingLines, type FindingsInLetter } from './letter-findings';
import {
  ENDING,
  MERCHANT_FACES,
  type AppealVerdict,
  type CaseState,
  type MerchantFace,
  type NotificationTemplate,
  type Outcome,
  type ReasonCode,
  type ReferenceData,
} from './domain';

/** What a merchant may be told of an outcome: never that an authority stands behind it. */
export type MerchantOutcome =
  'restored' | 'restored_with_limits' | 'remediation' | 'replacement' | 'upheld' | 'termination';

const MERCHANT_OUTCOME: { readonly [outcome in Outcome]: MerchantOutcome } = {
  U: 'restored',
  UR: 'restored_with_limits',
  RM: 'remediation',
  RL: 'remediation',
  RP: 'replacement',
  K: 'upheld',
  T: 'upheld',
  B: 'upheld',
};

/**
 * A termination that can still be appealed is told as what it is until then, an upheld freeze: were only the others
 * called so, the word would tell that an authority's reason stands behind the case. Once it goes on, it is told.
 */
export const merchantOutcome = (outcome: Outcome, state: CaseState): MerchantOutcome =>
  ENDING.includes(outcome) && (state === 'terminating' || state === 'closed')
    ? 'termination'
    : MERCHANT_OUTCOME[outcome];

export const merchantFace = ({ reasons }: ReferenceData, reasonCode: ReasonCode | null): MerchantFace =>
  reasonCode ? reasons[reasonCode].face : 'TRADING_REVIEW';

export interface HeldFunds {
  /** Null while it is not known how much. */
  readonly amountFen: number | null;
  readonly currency: string;
  /** In merchant-safe words. */
  readonly ground: Bilingual | null;
  /** YYYY-MM-DD in the desk's time zone. */
  readonly releaseDay: string | null;
}

export interface LetterFacts {
  readonly number: string;
  readonly face: MerchantFace;
  readonly outcome: MerchantOutcome | null;
  /** How an appeal was decided, where the letter tells that. */
  readonly verdict: AppealVerdict | null;
  /** What a decision rests on, by rule. */
  readonly findings: readonly FindingsInLetter[];
  /** Within how many days a decision can be appealed against; null where nothing is left to appeal, or no round. */
  readonly appealDays: number | null;
  /** What is asked for; for a freeze notice and with a decision that can be appealed, what usually helps. */
  readonly documents: readonly Bilingual[];
  /** Already in the desk's time zone, ready to read. */
  readonly due: string | null;
  readonly held: readonly HeldFunds[];
  /** What the desk itself wrote to the merchant, in whatever language. */
  readonly words: string | null;
  /** Which file of theirs it is about. */
  readonly fileName: string | null;
}

export interface Letter {
  readonly title: Bilingual;
  readonly body: Bilingual;
}

const CHANNEL: Bilingual = {
  zh: '您可以在商户门户的本案件页面提交材料、提出异议或申诉，也可以致电客服由专员代为办理。',
  en: 'You can send documents, object or appeal on the page of this case in the merchant portal, or by phone through our desk.',
};

const OUTCOME_TEXT: { readonly [outcome in MerchantOutcome]: Bilingual } = {
  restored: {
    zh: '核查已完成，终端将恢复交易。',
    en: 'The review is complete and trading is being given back.',
  },
  restored_with_limits: {
    zh: '核查已完成，终端将在限制条件下恢复交易。',
    en: 'The review is complete and trading is being given back with restrictions.',
  },
  remediation: {
    zh: '完成整改并经核验后，终端将恢复交易。',
    en: 'Trading is given back once the remediation is done and verified.',
  },
  replacement: {
    zh: '将为您更换设备，重新认证后恢复交易。',
    en: 'The device will be replaced; trading is given back once it is certified again.',
  },
  // True of a termination that may be appealed and of an authority's order alike.
  upheld: {
    zh: '经核查，维持现有措施。本决定如未经申诉改变，该终端的服务可能终止。',
    en: 'After review the measures stand. While this decision stands, service for this terminal may be ended.',
  },
  termination: {
    zh: '经核查，拟终止该终端的服务。',
    en: 'After review, service for this terminal is to be terminated.',
  },
};

const TITLES: { readonly [template in NotificationTemplate]: Bilingual } = {
  freeze_notice: { zh: '终端交易受限通知', en: 'Your terminal is restricted' },
  reason_changed: { zh: '核查事由变更', en: 'Our review has another subject' },
  evidence_requested: { zh: '请提供材料', en: 'Documents needed' },
  evidence_reminder: { zh: '材料提交即将截止', en: 'The deadline for your documents is near' },
  evidence_overdue: { zh: '材料提交已截止', en: 'The deadline for your documents has passed' },
  evidence_in_time: { zh: '您的材料已按时收到', en: 'Your documents came in time' },
  decision_letter: { zh: '处理决定', en: 'Our decision' },
  appeal_received: { zh: '已收到您的申诉', en: 'Your appeal has arrived' },
  appeal_letter: { zh: '申诉决定', en: 'Decision on your appeal' },
  objection_received: { zh: '已收到您的异议', en: 'Your objection has arrived' },
  objection_reply: { zh: '对您异议的答复', en: 'Our answer to your objection' },
  step_returned: { zh: '整改步骤需重新办理', en: 'Something has to be put right again' },
  remedy_ended: { zh: '整改未完成，案件重新核查', en: 'The case is looked at again' },
  restore_stopped: { zh: '恢复交易暂停', en: 'Trading is not given back yet' },
  measure_eased: { zh: '部分限制已解除', en: 'A restriction was lifted or eased' },
  deadline_extended: { zh: '截止时间已延长', en: 'Your deadline was extended' },
  termination_notice: { zh: '服务终止通知', en: 'Service for your terminal is being ended' },
  terminated: { zh: '服务已终止', en: 'Service for your terminal has ended' },
  reopened: { zh: '案件重新核查', en: 'The case is looked at again' },
  restored: { zh: '终端已恢复交易', en: 'Trading is back' },
  closed: { zh: '案件已关闭', en: 'The case is closed' },
  delivery_recorded: { zh: '处理决定已送达', en: 'Our decision has reached you' },
  file_refused: { zh: '文件未通过安全检查', en: 'A file of yours holds malware' },
  message: { zh: '您有一条新消息', en: 'A message for you' },
  satisfaction: { zh: '请评价本案件的办理', en: 'How was your case worked?' },
};

/**
 * The text a merchant receives, in both languages, from the merchant-safe face alone: two cases alike but for a reason
 * that must not be told give the same letter.
 */
export function writeLetter(template: NotificationTemplate, facts: LetterFacts): Letter {
  const lines: Bilingual[] = [
    { zh: `案件编号：${facts.number}`, en: `Case ${facts.number}` },
    {
      zh: `事由：${MERCHANT_FACES[facts.face].title.zh}`,
      en: `Subject: ${MERCHANT_FACES[facts.face].title.en}`,
    },
  ];
  if (template === 'freeze_notice') {
    lines.push({
      zh: '为保障资金安全，该终端的部分或全部功能已暂时受限。',
      en: 'To keep funds safe, some or all functions of this terminal are restricted for now.',
    });
  }
  if (template === 'reason_changed') {
    lines.push({
      zh: '核查事由已变更为上述内容；您已提交的材料继续有效。',
      en: 'The subject of our review is now the one above; what you have sent in remains with us.',
    });
  }
  if (template === 'evidence_in_time') {
    lines.push({
      zh: '您的提交在截止时间之前到达，先前的截止通知不再适用。',
      en: 'Your submission arrived before the deadline: our notice that it had passed no longer counts.',
    });
  }
  if (template === 'step_returned') {
    lines.push({
      zh: '您完成的一个整改步骤未通过核实，请按下列意见重新办理；各步骤与期限见本案件页面。',
      en: 'A step that you completed did not pass our check. Please do it again as said here: the steps and their deadline are on the page of this case.',
    });
  }
  if (template === 'remedy_ended') {
    lines.push({
      zh: '需要整改的事项未能完成，案件将重新核查；原有限制继续有效，需要的材料与决定将另行通知。',
      en: 'What was to be put right was not completed, so the case is looked at again. The restrictions stand as before: you will be told what is needed, and what is decided.',
    });
  }
  if (template === 'restore_stopped') {
    lines.push({
      zh: '恢复交易已暂停，案件继续核查；原有限制继续有效。',
      en: 'Trading is not given back for now and the review goes on; the restrictions stand as before.',
    });
  }
  if (template === 'measure_eased') {
    lines.push({
      zh: '对该终端的一项限制已解除或放宽，现行限制见本案件页面。',
      en: 'A restriction on this terminal was lifted or eased: those that stand are on the page of this case.',
    });
  }
  if (template === 'termination_notice') {
    lines.push({
      zh: '该终端将在最后一批交易结算后停用。暂缓结算的资金将予释放，或在下列依据与期限内继续暂缓。',
      en: 'The terminal is taken out of service once its last batch is settled. Funds that are held are released, or stay held on the ground and until the day named here.',
    });
  }
  if (template === 'terminated') {
    lines.push({
      zh: '该终端已停用，最后一批交易已结算，本案件就此结束。',
      en: 'The terminal is out of service, its last batch is settled, and this case has ended.',
    });
  }
  if (template === 'reopened') {
    lines.push({
      zh: '本案件因新情况重新核查，先前的决定不再适用；如需材料或作出决定，我们会另行通知。',
      en: 'The case is looked at again on new facts, and what was decided no longer stands. You will be told what is needed, and what is decided.',
    });
  }
  if (template === 'satisfaction') {
    lines.push({
      zh: '案件已办结。您对办理是否满意？请在本案件页面评 1（很不满意）至 5（很满意）分，也可以留言；评价一次有效。',
      en: 'Your case is closed. How content are you with how it was worked? Tell us on the page of this case, once, from 1 (not at all) to 5 (very), with words of yours if you like.',
    });
  }
  if (template === 'delivery_recorded') {
    lines.push({
      zh: '按我们的记录，处理决定已送达您处（方式与日期见本案件页面），申诉期限自送达次日起算，至下列时间截止。如与实际不符，请与我们联系。',
      en: 'By our records our decision has reached you; how and on what day is on the page of this case. The time to appeal is counted from the day after, and ends at the time below. If that is not so, tell us.',
    });
  }
  if (template === 'file_refused') {
    lines.push({
      zh: `您提交的文件“${facts.fileName ?? ''}”未通过安全检查，不予采用，也不会提供给任何人。请在安全的设备上重新制作或拍照，并在本案件页面另行上传。期限与案件办理不受影响。`,
      en: `Malware was found in your file “${facts.fileName ?? ''}”: it does not count, and nobody is given it. Make or photograph it anew on a clean device and upload that on the page of this case. The deadline and the case go on as before.`,
    });
  }
  if (facts.words) lines.push({ zh: `答复如下：${facts.words}`, en: `We answer: ${facts.words}` });
  lines.push(...findingLines(facts.findings, facts.verdict));
  if (facts.outcome) lines.push(OUTCOME_TEXT[facts.outcome]);
  if (facts.appealDays !== null) {
    lines.push({
      zh: `如不同意，您可自本函送达之次日起 ${facts.appealDays} 日内申诉。`,
      en: `If you disagree you may appeal within ${facts.appealDays} days, counted from the day after this letter reaches you.`,
    });
  }
  if (facts.documents.length > 0) lines.push(documentLine(facts.documents, facts.appealDays !== null));
  if (facts.due) lines.push({ zh: `截止时间：${facts.due}`, en: `Deadline: ${facts.due}` });
  for (const held of facts.held) lines.push(heldLine(held));
  lines.push(CHANNEL);
  return {
    title: TITLES[template],
    body: { zh: lines.map(({ zh }) => zh).join('\n'), en: lines.map(({ en }) => en).join('\n') },
  };
}

const documentLine = (titles: readonly Bilingual[], withAppeal: boolean): Bilingual => ({
  zh: `${withAppeal ? '申诉时请附' : '所需材料'}：${titles.map(({ zh }) => zh).join('、')}`,
  en: `${withAppeal ? 'Send with an appeal' : 'Documents'}: ${titles.map(({ en }) => en).join('; ')}`,
});

function heldLine({ amountFen, currency, ground, releaseDay }: HeldFunds): Bilingual {
  const amount = amountFen === null ? null : `${currency} ${formatYuan(amountFen)}`;
  return {
    zh: [
      `暂缓结算金额：${amount ?? '待核算'}`,
      ground && `依据：${ground.zh}`,
      releaseDay && `预计 ${releaseDay} 前处理`,
    ]
      .filter(Boolean)
      .join('；'),
    en: [
      `Funds held: ${amount ?? 'amount not yet known'}`,
      ground && `ground: ${ground.en}`,
      releaseDay && `reviewed by ${releaseDay}`,
    ]
      .filter(Boolean)
      .join('; '),
  };
}
