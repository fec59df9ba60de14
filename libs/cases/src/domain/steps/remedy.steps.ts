import { DomainError } from '@thaw/kernel';
import type { Payload } from '../actions';
import type { Effect } from '../effects';
import type { CaseFacts, CaseSnapshot } from '../facts';
import { ownStep, userOf } from '../guards';
import { hasText, needText } from '../payload-checks';
import type { MeasureAfter } from '../payloads';
import { dutyRefusal, refusal, refuse } from '../refusal';
import { whyNotDone } from '../remedy/step-checks';
import { stepBefore, wantedSteps, type WantedStep } from '../remedy/wanted-steps';
import type { ApplyContext, Outcome } from '../transition';
import type { StepCode } from '../reference';
import type { TaskCode } from '../task-words';
import { LAST_STEP, isReplacing, numberOfStep } from '../remedy/replacement-steps';
import { startDecision } from './decision-clock';
import { restoring } from './giving-back';
import { doStep, verifyInstallation } from './replacement.steps';

/** Ends what is under way, if anything is. */
export const ending = (
  { remediation, replacement }: Pick<CaseFacts, 'remediation' | 'replacement'>,
  as: 'done' | 'given_up' | 'overturned',
): readonly Effect[] => [
  ...(remediation
    ? [{ kind: 'close_remediation', as } as const, { kind: 'stop_clock', clock: 'fix' } as const]
    : []),
  // What was done to the devices is taken back; only a replacement that is complete stays.
  ...(as !== 'done' && replacement?.state === 'under_way'
    ? [{ kind: 'abandon_replacement', as } as const]
    : []),
];

export function remediated({ facts }: ApplyContext<unknown>): Outcome {
  return {
    effects: [...ending(facts, 'done'), ...restoring(facts, decidedMeasures(facts))],
    event: { data: { outcome: facts.remediation?.outcome } },
  };
}

export function recertified({ facts }: ApplyContext<unknown>): Outcome {
  return {
    effects: [
      { kind: 'complete_replacement' },
      ...ending(facts, 'done'),
      ...restoring(facts, decidedMeasures(facts)),
    ],
    event: { data: { replacementId: facts.replacement?.id } },
  };
}

export function giveUp({ snapshot, facts, payload, attempt }: ApplyContext<Payload<'give_up'>>): Outcome {
  const text = attempt.persona === 'clock' ? undefined : needText(payload.text, 'text');
  const putBack = toPutBack(snapshot, facts);
  return {
    effects: [
      ...ending(facts, 'given_up'),
      startDecision(snapshot, facts),
      { kind: 'notify_merchant', template: 'remedy_ended' },
      ...(attempt.persona === 'clock' ? [{ kind: 'task_for_owner', task: 'fix_given_up' } as const] : []),
      ...putBack.map(({ task, step }) => ({ kind: 'task_for_owner', task, about: step }) as const),
    ],
    event: {
      type: 'fix_given_up',
      data: {
        steps: wantedSteps(snapshot, facts).flatMap(({ code, state }) => (state === 'open' ? [] : [code])),
        ...(putBack.length > 0 ? { toPutBack: putBack.map(({ step }) => step) } : {}),
      },
      content: { text },
    },
  };
}

interface ToCheck {
  readonly step: StepCode;
  readonly task: TaskCode;
}

/**
 * What the registry was changed in for the remedy that is given up. The attestations are void with it; whether the new
 * entry is true all the same only a person knows, so nothing is written back unasked: the owner is told what to check.
 */
function toPutBack(snapshot: CaseSnapshot, facts: CaseFacts): readonly ToCheck[] {
  const { mccCorrected, binding, bindingBefore } = facts.registry;
  const isReplaced = facts.replacement !== null;
  const rebound = !isReplaced && binding?.boundSince === true;
  return wantedSteps(snapshot, facts).flatMap(({ code, reference }): readonly ToCheck[] => {
    if (reference.check === 'mcc') return mccCorrected ? [{ step: code, task: 'check_category' }] : [];
    if (reference.check !== 'device_binding' || !rebound) return [];
    const moved = binding.installationAddress !== bindingBefore?.installationAddress;
    return [{ step: code, task: moved ? 'check_address' : 'check_binding' }];
  });
}

export function attest(context: ApplyContext<Payload<'attest'>>): Outcome {
  const { snapshot, facts, payload, attempt } = context;
  const ofDevice = isReplacing(snapshot, facts) && numberOfStep(payload.step) > 0;
  if (ofDevice && attempt.persona !== 'merchant') return doStep(context);
  needNotFailed(payload.failed);
  const byMerchant = attempt.persona === 'merchant';
  const step = wantedSteps(snapshot, facts).find(
    ({ code, reference }) => code === payload.step && (!byMerchant || reference.attestedBy === 'merchant'),
  );
  if (!step) throw noSuchStep();
  if (step.state !== 'open') {
    throw refuse(refusal('attest.open', '该步骤已确认。', 'This step is attested already.', 'step'));
  }
  needIndependent('attest', step, context);
  const proofId = payload.proofId ?? null;
  needProof(step, facts, proofId, byMerchant);
  const forMerchant = !byMerchant && step.reference.attestedBy === 'merchant';
  const onBehalfChannel = forMerchant ? needChannel(payload.onBehalfChannel) : null;
  needRecords(step, facts);
  return {
    effects: [
      { kind: 'attest_step', step: step.code, proofId, onBehalfChannel },
      // What a merchant has done waits for somebody to look.
      ...(byMerchant ? [{ kind: 'task_for_owner', task: 'step_to_verify', about: step.code } as const] : []),
    ],
    event: {
      type: 'step_attested',
      data: {
        step: step.code,
        ...(proofId === null ? {} : { proofId }),
        ...(onBehalfChannel === null ? {} : { onBehalfChannel }),
      },
      ...(hasText(payload.text) ? { content: { text: payload.text.trim() } } : {}),
    },
  };
}

const proofHeld = refusal(
  'verify.proof_scanned',
  '该步骤的证明文件尚在等待安全检查，或未通过检查；请稍后再核实，或退回并请对方另行提供。',
  'The file that proves this step waits to be scanned, or malware was found in it: verify it later, or return the step and ask for another.',
  'step',
);

export function verify(context: ApplyContext<Payload<'verify'>>): Outcome {
  const { snapshot, facts, payload, attempt } = context;
  if (isReplacing(snapshot, facts) && numberOfStep(payload.step) === LAST_STEP)
    return verifyInstallation(context);
  const step = wantedSteps(snapshot, facts).find(({ code }) => code === payload.step);
  if (!step) throw noSuchStep();
  if (step.state !== 'attested') {
    throw refuse(
      refusal('verify.attested', '该步骤没有待核实的确认。', 'This step has nothing to verify.', 'step'),
    );
  }
  if (step.attestedBy === userOf(attempt)) throw refuse(ownStep);
  needIndependent('verify', step, context);
  const words = hasText(payload.text) ? { content: { text: payload.text.trim() } } : {};
  const data = { step: step.code };
  if (!payload.passed) {
    const reason = needText(payload.text, 'text');
    return {
      effects: [
        { kind: 'return_step', step: step.code, reason },
        { kind: 'task_for_owner', task: 'step_returned', about: step.code },
        ...(step.reference.attestedBy === 'merchant'
          ? [{ kind: 'notify_merchant', template: 'step_returned', words: reason, about: step.code } as const]
          : []),
      ],
      event: { type: 'step_returned', data, ...words },
    };
  }
  if (facts.steps.some(({ code, proofHeld }) => code === step.code && proofHeld)) throw refuse(proofHeld);
  needRecords(step, facts);
  return {
    effects: [{ kind: 'verify_step', step: step.code }],
    event: { type: 'step_verified', data, ...words },
  };
}

/** What of the decided measures is still in force: what has ended since needs no command. */
export const decidedMeasures = ({ measures, remediation }: CaseFacts): readonly MeasureAfter[] =>
  (remediation?.measuresAfter ?? []).filter(({ measureId }) => measures.some(({ id }) => id === measureId));

function needProof(
  { reference }: WantedStep,
  { proofs }: CaseFacts,
  proofId: string | null,
  byMerchant: boolean,
): void {
  const proof = proofs.find(({ id, fromMerchant }) => id === proofId && (!byMerchant || fromMerchant));
  if (proofId !== null && !proof) {
    throw new DomainError('INVALID_REQUEST', {
      field: 'proofId',
      detail: { zh: '本案件没有该证明文件。', en: 'This case has no such file of proof.' },
    });
  }
  if (proof || reference.proof === 'none') return;
  throw new DomainError('INVALID_REQUEST', {
    field: 'proofId',
    rule: 'attest.proof',
    detail: {
      zh: '请先上传证明文件（POST /v1/cases/{number}/proofs），并在 proofId 中注明。',
      en: 'Put in the file that proves it first (POST /v1/cases/{number}/proofs), and name it in proofId.',
    },
  });
}

function needChannel(channel: string | null | undefined): string {
  if (hasText(channel)) return channel.trim();
  throw new DomainError('INVALID_REQUEST', {
    field: 'onBehalfChannel',
    rule: 'attest.channel',
    detail: {
      zh: '代商户确认时，请注明渠道（如 phone、paper）。',
      en: 'Say by which channel the merchant told it, e.g. phone or paper.',
    },
  });
}

function needIndependent(
  action: 'attest' | 'verify',
  { code }: WantedStep,
  { snapshot, facts, attempt }: Pick<ApplyContext<unknown>, 'snapshot' | 'facts' | 'attempt'>,
): void {
  const before = stepBefore(code, facts.steps);
  if (!before) return;
  const { title } = snapshot.reference.steps[before.code];
  if (before.state !== 'verified') {
    throw refuse(
      refusal(
        `${action}.step_before`,
        `请先完成并核实“${title.zh}”，再办理本步骤。`,
        `This comes after “${title.en}” is attested and verified.`,
        'step',
      ),
    );
  }
  if (before.attestedBy !== userOf(attempt)) return;
  throw refuse(
    dutyRefusal(
      `${action}.independent`,
      `办理“${title.zh}”的人不能确认或核实本步骤，请由另一人办理。`,
      `Whoever attested “${title.en}” neither attests nor verifies this: another person must.`,
    ),
  );
}

/** That something cannot be put right ends the remedy; only the exchange of a device has steps that are taken back. */
function needNotFailed(failed: boolean | null | undefined): void {
  if (!failed) return;
  throw new DomainError('INVALID_REQUEST', {
    field: 'failed',
    detail: {
      zh: '只有换机步骤可以这样说明；整改无法完成时请放弃（give_up）。',
      en: 'Only steps of a replacement can be said to have failed; a remedy that cannot be done is given up (give_up).',
    },
  });
}

/** What the records speak against is neither attested nor verified. */
function needRecords({ code, reference }: WantedStep, facts: CaseFacts): void {
  const why = whyNotDone(code, reference, facts);
  if (why) throw refuse(refusal('step.records_agree', why.zh, why.en, 'step'));
}

const noSuchStep = (): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field: 'step',
    detail: { zh: '本案件现在没有这个步骤。', en: 'This case has no such step now.' },
  });
