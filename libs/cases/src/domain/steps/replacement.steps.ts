import { DomainError, maskCardNumbers } from '@thaw/kernel';
import { RELOCATION_RADIUS_METRES, metresBetween } from '@thaw/risk/rules';
import type { Payload } from '../actions';
import type { ReplacementStepDetail } from '../effects';
import type { CaseFacts } from '../facts';
import { isInstaller, notInstaller, userOf } from '../guards';
import { hasText, needText } from '../payload-checks';
import { refusal, refuse } from '../refusal';
import { LAST_STEP, REPLACEMENT_STEPS, TESTS, nextStepOf, numberOfStep } from '../remedy/replacement-steps';
import type { ApplyContext, Outcome } from '../transition';

type Told = Payload<'attest'>;

/** One of the first eight, in its turn: done, or found not to be possible, which takes the replacement back. */
export function doStep({ facts, payload }: ApplyContext<Told>): Outcome {
  const number = needTurn(facts, payload.step);
  if (number === LAST_STEP) {
    throw refuse(
      refusal(
        'replacement.verified_by_another',
        '最后一步由他人核实，请使用 verify。',
        'The last step is another’s to verify: use verify.',
        'step',
      ),
    );
  }
  if (payload.failed) return stepFailed(number, facts, payload);
  const words = REPLACEMENT_STEPS[number - 1];
  if (words?.proof === 'words') needText(payload.text, 'text');
  const proofId = needProofOf(facts, words?.proof === 'file', payload.proofId ?? null);
  const { step, seen } = detailOf(number, facts, payload);
  return {
    effects: [{ kind: 'do_replacement_step', step, proofId }],
    event: {
      type: 'replacement_step_done',
      data: {
        number,
        replacementStep: payload.step,
        ...seen,
        ...(proofId === null ? {} : { proofId }),
      },
      ...(hasText(payload.text) ? { content: { text: payload.text.trim() } } : {}),
    },
  };
}

/** Before anything was done there is nothing to take back: whoever cannot begin gives up. */
function stepFailed(number: number, facts: CaseFacts, payload: Told): Outcome {
  if (!facts.replacement) {
    throw refuse(
      refusal(
        'replacement.begun',
        '更换尚未开始；无法更换时请放弃（give_up）。',
        'The replacement has not begun; where it cannot, give up (give_up).',
        'failed',
      ),
    );
  }
  return {
    effects: [{ kind: 'abandon_replacement', as: 'failed' }],
    event: {
      type: 'replacement_step_failed',
      data: { number, replacementStep: payload.step },
      content: { text: needText(payload.text, 'text') },
    },
  };
}

/** The last: by someone who had no hand in it. What does not hold is done on the device again. */
export function verifyInstallation({ facts, payload, attempt }: ApplyContext<Payload<'verify'>>): Outcome {
  needTurn(facts, payload.step);
  if (isInstaller(facts, userOf(attempt))) throw refuse(notInstaller('verify'));
  const data = { number: LAST_STEP, replacementStep: payload.step };
  const words = hasText(payload.text) ? { content: { text: payload.text.trim() } } : {};
  if (payload.passed) {
    return {
      effects: [{ kind: 'verify_replacement' }],
      event: { type: 'replacement_verified', data, ...words },
    };
  }
  needText(payload.text, 'text');
  return {
    effects: [
      { kind: 'reopen_replacement' },
      { kind: 'task_for_owner', task: 'step_returned', about: payload.step },
    ],
    event: { type: 'replacement_step_returned', data, ...words },
  };
}

function needTurn(facts: CaseFacts, code: string): number {
  const number = numberOfStep(code);
  const next = nextStepOf(facts);
  if (number === next) return number;
  const now = next === null ? undefined : REPLACEMENT_STEPS[next - 1];
  throw refuse(
    refusal(
      'replacement.in_order',
      now
        ? `请按顺序进行，现在是第 ${next} 步：${now.title.zh}。`
        : '正在等待终端系统答复，或九步均已完成：请刷新查看。',
      now
        ? `One after the other: now it is step ${next}, ${now.title.en}.`
        : 'The terminal system has been told and has not answered, or all nine are done: look again.',
      'step',
    ),
  );
}

/** What the step is about, and what of it stands in the timeline. */
function detailOf(
  number: number,
  facts: CaseFacts,
  payload: Told,
): { readonly step: ReplacementStepDetail; readonly seen: Readonly<Record<string, unknown>> } {
  switch (number) {
    case 3: {
      const serialNo = needText(payload.serialNo, 'serialNo');
      return { step: { number, serialNo }, seen: { serialNo } };
    }
    case 4: {
      const seen = needSameNumbers(facts, payload);
      return { step: { number }, seen };
    }
    case 5: {
      const settlementAccount = needText(payload.settlementAccount, 'settlementAccount');
      const installationAddress = needText(payload.installationAddress, 'installationAddress');
      return { step: { number, settlementAccount, installationAddress }, seen: {} };
    }
    case 7:
      needTests(payload.passedTests ?? []);
      return { step: { number }, seen: { passedTests: TESTS } };
    case 8:
      return { step: { number }, seen: { metresFromSite: needNearSite(facts, payload.place ?? null) } };
    default:
      return { step: { number: number as 1 | 2 | 6 }, seen: {} };
  }
}

/** A merchant number that looks like a card's comes masked, as all texts do: both are compared so. */
function needSameNumbers({ replacedTerminal }: CaseFacts, payload: Told): Readonly<Record<string, string>> {
  const told = {
    merchantNo: needText(payload.merchantNo, 'merchantNo'),
    terminalNo: needText(payload.terminalNo, 'terminalNo'),
  };
  for (const field of ['merchantNo', 'terminalNo'] as const) {
    if (maskCardNumbers(told[field]) === maskCardNumbers(replacedTerminal?.[field] ?? '')) continue;
    throw refuse(
      refusal(
        'replacement.same_numbers',
        '与登记的商户号、终端号不一致：新设备须沿用原商户号与终端号。',
        'Not as registered: the new device keeps the merchant number and the terminal number.',
        field,
      ),
    );
  }
  return told;
}

function needTests(passed: readonly string[]): void {
  const open = TESTS.filter((test) => !passed.includes(test));
  if (open.length === 0) return;
  throw refuse(
    refusal(
      'replacement.tests',
      `以下测试尚未成功：${open.join('、')}。无法完成时请以 failed 说明，更换将撤回。`,
      `Not succeeded yet: ${open.join(', ')}. Where it cannot be done, say so by failed: the replacement is taken back.`,
      'passedTests',
    ),
  );
}

/** @returns how far from the registered site, in metres. */
function needNearSite({ replacedTerminal }: CaseFacts, place: Told['place'] | null): number {
  if (!place) {
    throw new DomainError('INVALID_REQUEST', {
      field: 'place',
      detail: {
        zh: '请填写装机位置的经纬度（百万分之一度）。',
        en: 'Give latE6 and lonE6 of where it stands.',
      },
    });
  }
  const site = replacedTerminal?.site;
  if (!site) {
    throw refuse(
      refusal(
        'replacement.site_known',
        '终端没有登记位置，请先在终端档案中登记。',
        'The terminal has no registered site: tell it in the registry first.',
        'place',
      ),
    );
  }
  const metres = metresBetween(site, place);
  if (metres <= RELOCATION_RADIUS_METRES) return metres;
  throw refuse(
    refusal(
      'replacement.inside_radius',
      `装机位置距登记位置 ${metres} 米，超过 ${RELOCATION_RADIUS_METRES} 米。`,
      `It stands ${metres} m from the registered site, over ${RELOCATION_RADIUS_METRES} m.`,
      'place',
    ),
  );
}

function needProofOf({ proofs }: CaseFacts, needed: boolean, proofId: string | null): string | null {
  if (proofId === null && !needed) return null;
  if (proofs.some(({ id }) => id === proofId)) return proofId;
  throw new DomainError('INVALID_REQUEST', {
    field: 'proofId',
    rule: 'attest.proof',
    detail: {
      zh: '请先上传证明文件（POST /v1/cases/{number}/proofs），并在 proofId 中注明。',
      en: 'Put in the file that proves it first (POST /v1/cases/{number}/proofs), and name it in proofId.',
    },
  });
}
