import type { MeasureDraft } from '@thaw/registry/measures';
import { IDS, NOW, commandFact, measureFact } from '../../../../test/factories/case-facts';
import { attempt, verdictOn, type Attempted } from '../../../../test/support/attempts';
import type { CaseFacts, Outcome, ReasonCode, StepCode } from './index';

type State = 'open' | 'attested' | 'verified';
const steps = (
  states: { readonly [code in StepCode]?: State },
  attestedBy: string = IDS.other,
): CaseFacts['steps'] =>
  (Object.entries(states) as [StepCode, State][]).map(([code, state]) => ({ code, state, attestedBy }));
const remediation = (outcome: Outcome): CaseFacts['remediation'] => ({
  outcome,
  measuresAfter: [{ measureId: IDS.measure, change: 'lift' }],
});

interface Case {
  readonly reasonCode: ReasonCode;
  readonly outcome: Outcome;
  readonly facts?: (favourable: CaseFacts) => Partial<CaseFacts>;
}
const fixing = (action: 'remediated' | 'attest' | 'verify', { reasonCode, outcome, facts }: Case, payload: object = {}): Attempted => ({
  action,
  state: 'remediating',
  by: 'agent',
  snapshot: { reasonCode },
  facts: (base) => ({ remediation: remediation(outcome), ...facts?.(base) }),
  payload,
}); // prettier-ignore

const MALWARE = {
  clean_image: 'verified',
  software_current: 'verified',
  virus_database_current: 'verified',
  independent_rescan: 'verified',
} as const;

describe('what a decision ordered', () => {
  it.each<readonly [string, Case, string]>([
    ['all verified', { reasonCode: 'MALWARE', outcome: 'RM', facts: () => ({ steps: steps(MALWARE) }) }, 'ok'],
    ['one only attested', { reasonCode: 'MALWARE', outcome: 'RM', facts: () => ({ steps: steps({ ...MALWARE, clean_image: 'attested' }) }) }, 'GUARD_REFUSED remediated.every_step'],
    ['one never begun', { reasonCode: 'ERQING', outcome: 'RM', facts: () => ({ steps: [] }) }, 'GUARD_REFUSED remediated.every_step'],
    ['an order under way at the terminal system', { reasonCode: 'CASHOUT', outcome: 'RM', facts: () => ({ commands: [commandFact({ state: 'sent' })] }) }, 'GUARD_REFUSED remediated.commands_settled'],
    ['a hold', { reasonCode: 'CASHOUT', outcome: 'RM', facts: () => ({ authorityHold: true }) }, 'GUARD_REFUSED remediated.no_hold'],
    ['a measure that came later', { reasonCode: 'CASHOUT', outcome: 'RM', facts: ({ measures }) => ({ measures: [...measures, measureFact(IDS.other, { level: 'F1', scope: 'terminal' })] }) }, 'GUARD_REFUSED remediated.measures_decided'],
  ])('with %s: %s', (_what, given, verdict) => {
    expect(verdictOn(fixing('remediated', given))).toBe(verdict);
  }); // prettier-ignore

  it('says which steps are open, in both languages', () => {
    const given = { reasonCode: 'MALWARE', outcome: 'RM', facts: () => ({ steps: steps({ ...MALWARE, clean_image: 'open' }) }) } as const;
    expect(() => attempt(fixing('remediated', given))).toThrow(
      expect.objectContaining({
        context: expect.objectContaining({
          detail: { zh: '以下步骤尚未确认并核实：已重装干净镜像。', en: 'Not attested and verified yet: Clean image.' },
        }),
      }),
    );
  }); // prettier-ignore

  it.each<readonly [ReasonCode, Outcome, Partial<CaseFacts['registry']>]>([
    ['MALWARE', 'RM', { softwareIsCurrent: false }],
    ['MALWARE', 'RM', { softwareIsCurrent: null }],
    ['MALWARE', 'RM', { virusDatabaseIsCurrent: false }],
    ['MALWARE', 'RM', { virusDatabaseIsCurrent: null }],
    ['MCC_MISUSE', 'RM', { mccCorrected: false }],
    ['BINDING_MISMATCH', 'RM', { binding: null }],
    ['BINDING_MISMATCH', 'RM', { binding: { serialNo: 'PX-1', installationAddress: 'old', boundSince: false, itemsAgree: true } }],
    ['BINDING_MISMATCH', 'RM', { binding: { serialNo: 'PX-1', installationAddress: 'old', boundSince: true, itemsAgree: false } }],
    ['RELOCATION', 'RL', { binding: { serialNo: 'PX-1', installationAddress: 'old', boundSince: true, itemsAgree: true } }],
  ])('%s to %s is not put right, whoever says so, while the records say %j', (reasonCode, outcome, registry) => {
    const all = steps({ ...MALWARE, mcc_corrected: 'verified', fee_re_rated: 'verified', five_items_refiled: 'verified', address_rebound: 'verified', site_visit: 'verified' });
    const given = (over: object): Case => ({ reasonCode, outcome, facts: (base) => ({ steps: all, registry: { ...base.registry, ...over } }) });
    expect(verdictOn(fixing('remediated', given({})))).toBe('ok');
    expect(verdictOn(fixing('remediated', given(registry)))).toBe('GUARD_REFUSED remediated.records_agree');
  }); // prettier-ignore

  it('lifts what was decided and is still in force, and stops the clock', () => {
    const given: Case = {
      reasonCode: 'CASHOUT',
      outcome: 'RM',
      facts: () => ({
        remediation: {
          ...remediation('RM'),
          outcome: 'RM',
          measuresAfter: [
            { measureId: IDS.measure, change: 'lift' },
            { measureId: IDS.other, change: 'lift' },
          ],
        },
      }),
    };
    const { to, effects } = attempt(fixing('remediated', given));
    expect(to).toBe('restoring');
    expect(effects).toEqual(
      expect.arrayContaining([
        { kind: 'close_remediation', as: 'done' },
        { kind: 'stop_clock', clock: 'fix' },
        { kind: 'command_measures', measuresAfter: [{ measureId: IDS.measure, change: 'lift' }] },
      ]),
    );
  });
});

describe('a step', () => {
  const erqing = (states: Parameters<typeof steps>[0] = {}, by: string = IDS.other): Case => ({
    reasonCode: 'ERQING',
    outcome: 'RM',
    facts: () => ({ steps: steps(states, by) }),
  });
  const attested = erqing({ direct_settlement_proved: 'attested' });
  const code = 'direct_settlement_proved';
  const told = { step: code, proofId: IDS.proof, onBehalfChannel: 'phone' };

  it.each<readonly [string, Attempted, string]>([
    ['attested for the merchant', fixing('attest', erqing(), told), 'ok'],
    ['attested by the merchant', { ...fixing('attest', erqing(), { ...told, onBehalfChannel: null }), by: 'merchant' }, 'ok'],
    ['attested without a channel', fixing('attest', erqing(), { ...told, onBehalfChannel: null }), 'INVALID_REQUEST attest.channel @onBehalfChannel'],
    ['attested without its proof', fixing('attest', erqing(), { ...told, proofId: null }), 'INVALID_REQUEST attest.proof @proofId'],
    ['attested with a proof of elsewhere', fixing('attest', erqing(), { ...told, proofId: IDS.other }), 'INVALID_REQUEST @proofId'],
    ['attested twice', fixing('attest', { ...attested, reasonCode: 'MCC_MISUSE', facts: () => ({ steps: steps({ mcc_corrected: 'attested' }) }) }, { step: 'mcc_corrected' }), 'GUARD_REFUSED attest.open @step'],
    ['of another reason', fixing('attest', erqing(), { ...told, step: 'clean_image' }), 'INVALID_REQUEST @step'],
    ['verified by another', fixing('verify', attested, { step: code, passed: true }), 'ok'],
    ['verified by whoever attested it', fixing('verify', erqing({ [code]: 'attested' }, IDS.agent), { step: code, passed: true }), 'SEPARATION_OF_DUTIES verify.not_attester'],
    ['verified before it is attested', fixing('verify', { reasonCode: 'MCC_MISUSE', outcome: 'RM', facts: () => ({ steps: steps({ mcc_corrected: 'attested' }) }) }, { step: 'fee_re_rated', passed: true }), 'GUARD_REFUSED verify.attested @step'],
    ['verified while its proof waits for the scanner', fixing('verify', { ...attested, facts: () => ({ steps: steps({ [code]: 'attested' }).map((step) => ({ ...step, proofHeld: true as const })) }) }, { step: code, passed: true }), 'GUARD_REFUSED verify.proof_scanned @step'],
    ['given back without a reason', fixing('verify', attested, { step: code, passed: false, text: ' ' }), 'INVALID_REQUEST @text'],
    ['given back with one', fixing('verify', attested, { step: code, passed: false, text: 'not readable' }), 'ok'],
    ['attested against the records', fixing('attest', { reasonCode: 'MCC_MISUSE', outcome: 'RM', facts: ({ registry }) => ({ registry: { ...registry, mccCorrected: false } }) }, { step: 'mcc_corrected' }), 'GUARD_REFUSED step.records_agree @step'],
  ])('%s', (_what, attempted, verdict) => {
    expect(verdictOn(attempted)).toBe(verdict);
  }); // prettier-ignore

  it('that is the desk’s does not exist for the merchant', () => {
    const given = { reasonCode: 'MCC_MISUSE', outcome: 'RM', facts: () => ({ steps: [] }) } as const;
    const byMerchant = (payload: object): Attempted => ({
      ...fixing('attest', given, payload),
      by: 'merchant',
    });
    expect(verdictOn(byMerchant({ step: 'mcc_corrected' }))).toBe('GUARD_REFUSED attest.some_open');
  });
});

describe('an unfreeze', () => {
  const propose = (reasonCode: ReasonCode, outcome: Outcome, given: Partial<CaseFacts>, measuresAfter: object[]): string =>
    verdictOn({
      action: 'propose',
      state: 'reviewing',
      by: 'agent',
      snapshot: { reasonCode },
      facts: ({ items }) => ({ items: items.map((item) => ({ ...item, state: 'accepted', code: 'E16', required: false })), ...given }),
      payload: { outcome, measuresAfter },
    }); // prettier-ignore
  const unless = (verdict: string): string =>
    verdict === 'GUARD_REFUSED propose.required_accepted @outcome' ? 'ok' : verdict;
  const two = (first: MeasureDraft, second: MeasureDraft): Partial<CaseFacts> => ({
    measures: [measureFact(IDS.measure, first), measureFact(IDS.other, second)],
  });
  const F4 = { level: 'F4', scope: 'terminal' } as const;
  const ends = { expiresAt: new Date('2026-12-31T16:00:00Z') };
  const F3 = { level: 'F3', scope: 'credit_cards', ...ends } as const;
  const limited = { measureId: IDS.measure, change: 'narrow', level: 'F1', limitDailyFen: 100 };

  it('with restriction of a cash-out shows its limits and that credit cards stay off', () => {
    const after = (first: object, second: string) => [first, { measureId: IDS.other, change: second }];
    const lacking = 'GUARD_REFUSED propose.measures_of_steps @measuresAfter';
    expect(unless(propose('CASHOUT', 'UR', two(F4, F3), after(limited, 'keep')))).toBe('ok');
    expect(propose('CASHOUT', 'UR', two(F4, F3), after(limited, 'lift'))).toBe(lacking);
    expect(propose('CASHOUT', 'UR', two(F4, F3), after({ measureId: IDS.measure, change: 'lift' }, 'keep'))).toBe(lacking);
    expect(propose('CASHOUT', 'UR', two(F4, { level: 'F3', scope: 'refunds', ...ends }), after(limited, 'keep'))).toBe(lacking);
    // A trial ends: by the measure's own end, or by one that the decision gives it, which alone gives nothing back.
    const endless = { level: 'F3', scope: 'credit_cards' };
    const ended = { measureId: IDS.other, change: 'narrow', level: 'F3', ...ends };
    expect(propose('CASHOUT', 'UR', two(F4, endless), after(limited, 'keep'))).toBe(lacking);
    expect(unless(propose('CASHOUT', 'UR', two(F4, endless), [limited, ended]))).toBe('ok');
    const later = { ...ended, expiresAt: new Date('2027-01-31T16:00:00Z') };
    expect(propose('CASHOUT', 'UR', two(F4, F3), [limited, later])).toBe('INVALID_REQUEST @measuresAfter[1].expiresAt');
    expect(propose('CASHOUT', 'UR', two(F4, endless), [limited, { ...ended, expiresAt: NOW }])).toBe('INVALID_REQUEST @measuresAfter[1].expiresAt');
    expect(propose('CASHOUT', 'UR', two({ level: 'F1', scope: 'terminal', limitDailyFen: 1 }, endless), [{ measureId: IDS.measure, change: 'keep' }, ended])).toBe('GUARD_REFUSED measures.something_given_back @measuresAfter');
  }); // prettier-ignore

  it('waits for what persons put right first, where the reason asks for something', () => {
    const lifts = [{ measureId: IDS.measure, change: 'lift' }];
    const waits = 'GUARD_REFUSED propose.steps_verified @outcome';
    const slips = (state: State) => ({ steps: steps({ slip_sample_checked: state }) });
    const narrow = [{ ...limited, limitDailyFen: 1 }];
    expect(propose('ROUND_PATTERN', 'UR', slips('open'), narrow)).toBe(waits);
    expect(propose('ROUND_PATTERN', 'UR', slips('attested'), narrow)).toBe(waits);
    expect(propose('ROUND_PATTERN', 'UR', slips('verified'), narrow)).toBe('ok');
    expect(propose('ROUND_PATTERN', 'U', {}, lifts)).toBe('ok');
    expect(propose('KYC_EXPIRED', 'U', {}, lifts)).toBe(waits);
    expect(propose('KYC_EXPIRED', 'U', { steps: steps({ documents_renewed: 'verified' }) }, lifts)).toBe(
      'ok',
    );
  });
});

describe('an appeal', () => {
  const appealing = (reasonCode: ReasonCode, action: 'overturn' | 'attest', payload: object, given: Partial<CaseFacts> = {}): Attempted => ({
    action,
    state: 'appealing',
    by: action === 'overturn' ? 'reviewer' : 'agent',
    snapshot: { reasonCode },
    facts: () => ({ commands: [], remediation: null, ...given }),
    payload,
  }); // prettier-ignore
  const partly = { extent: 'partial', outcome: 'UR', measuresAfter: [{ measureId: IDS.measure, change: 'narrow', level: 'F1', limitDailyFen: 1 }] }; // prettier-ignore
  const diligence = (state: State) => ({ steps: steps({ enhanced_due_diligence: state, no_tipping_off: 'verified' }) }); // prettier-ignore

  it('granted in part as an unfreeze with restriction needs what such an unfreeze needs', () => {
    expect(verdictOn(appealing('AML', 'overturn', partly))).toBe('GUARD_REFUSED overturn.steps_verified @outcome');
    expect(verdictOn(appealing('AML', 'overturn', partly, diligence('attested')))).toBe('GUARD_REFUSED overturn.steps_verified @outcome');
    expect(verdictOn(appealing('AML', 'overturn', partly, diligence('verified')))).toBe('ok');
    expect(verdictOn(appealing('CASHOUT', 'overturn', partly))).toBe('GUARD_REFUSED overturn.measures_of_steps @measuresAfter');
  }); // prettier-ignore

  it('granted in full asks for none, even where an unfreeze would', () => {
    const lifted = { extent: 'full', outcome: 'U', measuresAfter: [{ measureId: IDS.measure, change: 'lift' }] }; // prettier-ignore
    expect(verdictOn(appealing('KYC_EXPIRED', 'overturn', lifted))).toBe('ok');
    expect(verdictOn(appealing('KYC_EXPIRED', 'attest', { step: 'documents_renewed' }))).toBe('GUARD_REFUSED attest.some_open'); // prettier-ignore
  });

  it('lets what was ordered go on', () => {
    const told = { step: 'velocity_caps', proofId: IDS.proof };
    const under = { remediation: remediation('RM'), steps: [] };
    expect(verdictOn(appealing('CARD_TESTING', 'attest', told, under))).toBe('ok');
    expect(verdictOn(appealing('CARD_TESTING', 'attest', told, { steps: [] }))).toBe(
      'GUARD_REFUSED attest.some_open',
    );
  });
});

it('given up ends what was under way, and the time for a decision begins anew', () => {
  for (const by of ['agent', 'clock'] as const) {
    const { to, effects } = attempt({
      action: 'give_up',
      state: 'remediating',
      by,
      facts: () => ({ remediation: remediation('RM') }),
    });
    expect(to).toBe('reviewing');
    expect(effects.map(({ kind }) => kind)).toEqual([
      'close_remediation',
      'stop_clock',
      'start_clock',
      'notify_merchant',
      ...(by === 'clock' ? ['task_for_owner'] : []),
    ]);
  }
});

it('names a measure that came during the remedy, and tells the owner of it at once', () => {
  const later = measureFact(IDS.other, { level: 'F1', scope: 'terminal', limitDailyFen: 100 });
  const facts = ({ measures }: CaseFacts) => ({ measures: [...measures, later] });
  expect(() => attempt(fixing('remediated', { reasonCode: 'CASHOUT', outcome: 'RM', facts }))).toThrow(
    /F1 Limit \(This terminal\).*Give up/,
  );
  const notice = (measures: readonly MeasureDraft[]) =>
    attempt({
      action: 'open',
      state: 'remediating',
      by: 'machine',
      facts: () => ({ remediation: remediation('RM') }),
      payload: { measures, channel: 'api', text: 'again' },
    }).effects;
  const task = (name: string) => ({ kind: 'task_for_owner', task: name });
  expect(notice([{ level: 'F1', scope: 'terminal', limitDailyFen: 100 }])).toContainEqual(
    task('measure_in_remedy'),
  );
  expect(notice([])).toContainEqual(task('notice_joined'));
});

it.each([
  ['MCC_MISUSE', 'RM', {}, [['mcc_corrected', 'check_category']]],
  ['MCC_MISUSE', 'RM', { mccCorrected: false }, []],
  ['RELOCATION', 'RL', {}, [['address_rebound', 'check_address']]],
  ['BINDING_MISMATCH', 'RM', { bindingBefore: { serialNo: 'PX-2', installationAddress: 'new' } }, [['five_items_refiled', 'check_binding']]],
  ['RELOCATION', 'RL', { binding: null }, []],
] as const)('of %s given up as %s with %j, tells the owner what was changed for it: %j', (reasonCode, outcome, registry, expected) => {
  const { effects, event } = attempt({
    action: 'give_up',
    state: 'remediating',
    by: 'agent',
    snapshot: { reasonCode },
    facts: (base) => ({ remediation: remediation(outcome), registry: { ...base.registry, ...registry } }),
  });
  const told = effects.flatMap((effect) => (effect.kind === 'task_for_owner' ? [[effect.about, effect.task]] : []));
  expect(told).toEqual(expected);
  expect(event.data['toPutBack'] ?? []).toEqual(expected.map(([step]) => step));
}); // prettier-ignore
