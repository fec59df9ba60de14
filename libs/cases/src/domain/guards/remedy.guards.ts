import { MEASURE_LEVEL_WORDS, MEASURE_SCOPE_NAMES } from '@thaw/registry/measures';
import type { CaseFacts, CaseSnapshot } from '../facts';
import { notAllowed } from '../not-allowed';
import { titles } from '../remedy/steps-of-proposal';
import { whyNotDone } from '../remedy/step-checks';
import { wantedSteps, type WantedStep } from '../remedy/wanted-steps';
import { dutyRefusal, refusal } from '../refusal';
import { MERCHANT_STATUS } from '../states';
import { userOf, type Guard } from './guard';
import { isInstaller, isInstallersTurn, isVerifiersTurn, notInstaller } from './replacement.guards';

/**
 * A merchant is told of the own steps alone, and in the same words whether there are none or none left; while the case is
 * under review also whether the desk is at a step in which any could be attested or not.
 */
export const someStepToAttest: Guard = (snapshot, facts, attempt) => {
  const byMerchant = attempt.persona === 'merchant';
  if (!byMerchant && isInstallersTurn(snapshot, facts)) return null;
  const isOpen = wantedSteps(snapshot, facts).some(
    ({ state, reference }) => state === 'open' && (!byMerchant || reference.attestedBy === 'merchant'),
  );
  if (isOpen) return null;
  return byMerchant && MERCHANT_STATUS[snapshot.state] === MERCHANT_STATUS.reported
    ? notAllowed('attest', snapshot.state, ['merchant'])
    : refusal('attest.some_open', '目前没有需要您确认的步骤。', 'No step waits to be attested by you.');
};

export const someStepToVerify: Guard = (snapshot, facts, attempt) => {
  if (isVerifiersTurn(snapshot, facts) && !isInstaller(facts, userOf(attempt))) return null;
  const attested = wantedSteps(snapshot, facts).filter(({ state }) => state === 'attested');
  if (attested.length === 0) {
    if (isVerifiersTurn(snapshot, facts)) return notInstaller('verify');
    return refusal('verify.some_attested', '没有待核实的步骤。', 'No step waits to be verified.');
  }
  return attested.every(({ attestedBy }) => attestedBy === userOf(attempt)) ? ownStep : null;
};

export const ownStep = dutyRefusal(
  'verify.not_attester',
  '确认步骤的人不能核实该步骤，请由另一人核实。',
  'Whoever attested a step cannot verify it: another person must.',
);

/** Every step attested and verified, and none that the records speak against. */
export const everyStepHolds =
  (action: 'remediated' | 'recertified'): Guard =>
  (snapshot, facts) => {
    const steps = wantedSteps(snapshot, facts);
    const unverified = steps.filter(({ state }) => state !== 'verified');
    if (unverified.length > 0) {
      const [zh, en] = titles(snapshot, codesOf(unverified));
      return refusal(
        `${action}.every_step`,
        `以下步骤尚未确认并核实：${zh}。`,
        `Not attested and verified yet: ${en}.`,
      );
    }
    return recordsRefusal(action, steps, facts);
  };

function recordsRefusal(action: string, steps: readonly WantedStep[], facts: CaseFacts) {
  const against = steps.flatMap(({ code, reference }) => {
    const why = whyNotDone(code, reference, facts);
    return why ? [{ zh: `${reference.title.zh}：${why.zh}`, en: `${reference.title.en}: ${why.en}` }] : [];
  });
  if (against.length === 0) return null;
  return refusal(
    `${action}.records_agree`,
    against.map(({ zh }) => zh).join(''),
    against.map(({ en }) => en).join(' '),
  );
}

const codesOf = (steps: readonly WantedStep[]) => steps.map(({ code }) => code);

/** What came after the decision was not decided on: trading would be said to be back while it stands. */
export const everyMeasureDecided =
  (action: 'remediated' | 'recertified'): Guard =>
  (_snapshot: CaseSnapshot, { measures, remediation }) => {
    const decided = new Set(remediation?.measuresAfter.map(({ measureId }) => measureId));
    const later = measures.filter(({ id }) => !decided.has(id));
    if (later.length === 0) return null;
    const zh = later.map(
      ({ level, scope }) =>
        `${level} ${MEASURE_LEVEL_WORDS[level].name.zh}（${MEASURE_SCOPE_NAMES[scope].zh}）`,
    );
    const en = later.map(
      ({ level, scope }) =>
        `${level} ${MEASURE_LEVEL_WORDS[level].name.en} (${MEASURE_SCOPE_NAMES[scope].en})`,
    );
    return refusal(
      `${action}.measures_decided`,
      `决定之后又有新的措施：${zh.join('、')}。请放弃整改（give_up）后重新提议，并在提议中处理该措施。`,
      `A measure came after the decision: ${en.join('; ')}. Give up (give_up) and propose anew, with that measure decided too.`,
    );
  };
