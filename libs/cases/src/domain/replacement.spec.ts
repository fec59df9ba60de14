import { IDS } from '../../../../test/factories/case-facts';
import { attempt, verdictOn, type Attempted } from '../../../../test/support/attempts';
import { REPLACEMENT_STEPS, nextStepOf, type CaseFacts } from './index';

type Step = NonNullable<CaseFacts['replacement']>['steps'][number];
const DEVICES = { hadDevice: true, boundNew: false };
const NUMBERS = { merchantNo: '898310157220001', terminalNo: 'T0000001' };
const SITE = { latE6: 31_230_416, lonE6: 121_473_701 };
const NEAR = { latE6: 31_231_000, lonE6: 121_473_701 };
const FAR = { latE6: 31_240_416, lonE6: 121_473_701 };

const done = (upTo: number, by: string = IDS.other): Step[] =>
  Array.from({ length: upTo }, (_, index) => ({ number: index + 1, state: 'done', by }));
const after = (steps: readonly Step[], over: Partial<CaseFacts> = {}): Partial<CaseFacts> => ({
  replacement: steps.length === 0 ? null : { id: 'r', state: 'under_way', steps, ...DEVICES },
  remediation: { outcome: 'RP', measuresAfter: [{ measureId: IDS.measure, change: 'lift' }] },
  steps: [],
  replacedTerminal: { ...NUMBERS, site: SITE },
  commands: [],
  ...over,
});
const replacing = (
  action: 'attest' | 'verify' | 'recertified' | 'give_up',
  facts: Partial<CaseFacts>,
  payload: object = {},
  over: Partial<Attempted> = {},
): Attempted => ({
  action,
  state: 'replacing',
  by: 'agent',
  snapshot: { reasonCode: 'HARDWARE' },
  facts: () => facts,
  payload,
  ...over,
});
const attest = (number: number, payload: object = {}, over: Partial<CaseFacts> = {}): string =>
  verdictOn(
    replacing('attest', after(done(number - 1), over), {
      step: REPLACEMENT_STEPS[number - 1]!.code,
      proofId: null,
      text: null,
      ...payload,
    }),
  );
const kinds = (attempted: Attempted): string[] => attempt(attempted).effects.map(({ kind }) => kind);

describe('a step of a replacement', () => {
  it.each<readonly [number, object, string]>([
    [1, { text: 'on the share, batch 41' }, 'ok'],
    [1, {}, 'INVALID_REQUEST @text'],
    [2, {}, 'ok'],
    [3, { serialNo: 'PX-2' }, 'ok'],
    [3, {}, 'INVALID_REQUEST @serialNo'],
    [4, NUMBERS, 'ok'],
    [4, { ...NUMBERS, terminalNo: 'T0000002' }, 'GUARD_REFUSED replacement.same_numbers @terminalNo'],
    [4, { ...NUMBERS, merchantNo: '898310157220002' }, 'GUARD_REFUSED replacement.same_numbers @merchantNo'],
    [5, { settlementAccount: 'CN88ABCD31006600', installationAddress: 'x' }, 'ok'],
    [5, { installationAddress: 'x' }, 'INVALID_REQUEST @settlementAccount'],
    [5, { settlementAccount: 'CN88ABCD31006600' }, 'INVALID_REQUEST @installationAddress'],
    [6, { proofId: IDS.proof }, 'ok'],
    [6, {}, 'INVALID_REQUEST attest.proof @proofId'],
    [6, { proofId: IDS.other }, 'INVALID_REQUEST attest.proof @proofId'],
    [7, { proofId: IDS.proof, passedTests: ['print', 'void', 'test_sale', 'sign_in'] }, 'ok'],
    [7, { proofId: IDS.proof, passedTests: ['print', 'void', 'sign_in'] }, 'GUARD_REFUSED replacement.tests @passedTests'],
    [7, { passedTests: ['print', 'void', 'test_sale', 'sign_in'] }, 'INVALID_REQUEST attest.proof @proofId'],
    [8, { place: NEAR }, 'ok'],
    [8, { place: FAR }, 'GUARD_REFUSED replacement.inside_radius @place'],
    [8, {}, 'INVALID_REQUEST @place'],
    [9, {}, 'GUARD_REFUSED replacement.verified_by_another @step'],
  ])('%i with %j: %s', (number, payload, verdict) => expect(attest(number, payload)).toBe(verdict)); // prettier-ignore

  it('of a terminal without a site cannot be checked for it', () => {
    const nowhere = { replacedTerminal: { ...NUMBERS, site: null } };
    expect(attest(8, { place: NEAR }, nowhere)).toBe('GUARD_REFUSED replacement.site_known @place');
  });

  it('takes a merchant number that looks like a card’s as it comes, masked', () => {
    const replacedTerminal = { merchantNo: '4111111111111111', terminalNo: 'T0000001', site: SITE };
    const told = { merchantNo: '411111******1111', terminalNo: 'T0000001' };
    expect(attest(4, told, { replacedTerminal })).toBe('ok');
  });

  it('comes in its turn alone, whatever was done before', () => {
    for (let now = 1; now <= 9; now++) {
      const facts = after(done(now - 1));
      expect(nextStepOf({ replacement: facts.replacement ?? null })).toBe(now);
      for (let other = 1; other <= 8; other++) {
        if (other === now) continue;
        const step = REPLACEMENT_STEPS[other - 1]!.code;
        expect(verdictOn(replacing('attest', facts, { step }))).toBe('GUARD_REFUSED replacement.in_order @step');
      }
    }
  }); // prettier-ignore

  it('waits while the terminal system has not answered, and while one is taken back', () => {
    const pending = after([...done(1), { number: 2, state: 'pending', by: IDS.agent }]);
    const compensating = {
      replacement: { id: 'r', state: 'compensating', steps: done(4), ...DEVICES },
    } as const;
    for (const facts of [pending, { ...after([]), ...compensating }]) {
      const attempted = replacing('attest', facts, { step: 'old_retired' });
      expect(verdictOn(attempted)).toBe('GUARD_REFUSED replacement.in_order @step');
    }
  });

  it('that cannot be done takes back what was done, with a reason', () => {
    const failed = { step: 'keys_and_parameters', failed: true, text: 'no key slot answers' };
    const attempted = replacing('attest', after(done(5)), failed);
    expect(attempt(attempted)).toMatchObject({
      to: 'replacing',
      effects: [{ kind: 'abandon_replacement', as: 'failed' }],
      event: { type: 'replacement_step_failed', data: { number: 6 } },
    });
    expect(verdictOn({ ...attempted, payload: { ...failed, text: ' ' } })).toBe('INVALID_REQUEST @text');
    expect(attest(1, { failed: true, text: 'x' })).toBe('GUARD_REFUSED replacement.begun @failed');
  });

  it('does not exist for the merchant', () => {
    const attempted = replacing('attest', after([]), { step: 'backup_settled', text: 'x' });
    expect(verdictOn({ ...attempted, by: 'merchant' })).toBe('GUARD_REFUSED attest.some_open');
  });

  it('goes on under an appeal against the replacement, and no other', () => {
    const appealed = (appealedState: 'replacing' | 'upheld'): Attempted =>
      replacing('attest', {}, { step: 'backup_settled', text: 'on the share' }, {
        state: 'appealing',
        facts: ({ openAppeal }) => ({ ...after([]), remediation: null, steps: [], openAppeal: openAppeal && { ...openAppeal, appealedState } }),
      });
    expect(verdictOn(appealed('replacing'))).toBe('ok');
    expect(verdictOn(appealed('upheld'))).toBe('GUARD_REFUSED attest.some_open');
  }); // prettier-ignore
});

describe('an installation', () => {
  const OPEN_STEP = 'a step of its reason open';
  const verify = (by: string, payload: object = { passed: true }): Attempted =>
    replacing('verify', after(done(8, by), { steps: [] }), { step: 'installation_verified', ...payload });

  it('is verified by another than whoever had a hand in it', () => {
    expect(verdictOn(verify(IDS.other))).toBe('ok');
    expect(kinds(verify(IDS.other))).toEqual(['verify_replacement']);
    expect(verdictOn(verify(IDS.agent))).toBe('SEPARATION_OF_DUTIES verify.not_installer');
  });

  it('that does not hold is done again on the device, with a reason', () => {
    expect(kinds(verify(IDS.other, { passed: false, text: 'no print' }))).toEqual(['reopen_replacement', 'task_for_owner']); // prettier-ignore
    expect(verdictOn(verify(IDS.other, { passed: false, text: '' }))).toBe('INVALID_REQUEST @text');
  });

  it.each<readonly [string, Partial<CaseFacts>, string]>([
    ['all nine done by others', after(done(9)), 'ok'],
    ['eight done', after(done(8)), 'GUARD_REFUSED recertified.checklist'],
    ['none begun', after([]), 'GUARD_REFUSED recertified.checklist'],
    ['one done by whoever certifies', after([...done(7), { number: 8, state: 'done', by: IDS.agent }, { number: 9, state: 'done', by: IDS.other }]), 'SEPARATION_OF_DUTIES recertified.not_installer'],
    ['the last by whoever certifies', after([...done(8), { number: 9, state: 'done', by: IDS.agent }]), 'ok'],
    ['it being taken back', after([], { replacement: { id: 'r', state: 'compensating', steps: done(9), ...DEVICES } }), 'GUARD_REFUSED recertified.checklist'],
    ['a hold', after(done(9), { authorityHold: true }), 'GUARD_REFUSED recertified.no_hold'],
    [OPEN_STEP, after(done(9)), 'GUARD_REFUSED recertified.every_step'],
  ])('is certified with %s: %s', (what, facts, verdict) => {
    const repaired: Partial<CaseFacts> = { steps: [{ code: 'repaired', state: 'verified', attestedBy: IDS.other }] };
    expect(verdictOn(replacing('recertified', { ...facts, ...(what === OPEN_STEP ? {} : repaired) }))).toBe(verdict);
  }); // prettier-ignore

  it('that is given up is taken back; one that was not begun, or is taken back already, is not', () => {
    const given = (facts: Partial<CaseFacts>) => kinds(replacing('give_up', facts, { text: 'no parts' }));
    expect(given(after(done(5)))).toContain('abandon_replacement');
    expect(given(after([]))).not.toContain('abandon_replacement');
    const compensating = after([], {
      replacement: { id: 'r', state: 'compensating', steps: done(5), ...DEVICES },
    });
    expect(given(compensating)).not.toContain('abandon_replacement');
  });
});

describe('while a replacement is taken back', () => {
  const compensating = {
    replacement: { id: 'r', state: 'compensating', steps: done(2), ...DEVICES },
  } as const;
  const trying = (action: Attempted['action'], state: Attempted['state'], by: Attempted['by'], over: (facts: CaseFacts) => Partial<CaseFacts> = () => ({})): string =>
    verdictOn({ action, state, by, facts: (facts) => ({ ...over(facts), ...compensating }) }); // prettier-ignore

  it.each<readonly [string, Parameters<typeof trying>, string]>([
    ['proposed', ['propose', 'reviewing', 'agent'], 'GUARD_REFUSED propose.device_comes_back @outcome'],
    ['approved', ['approve', 'pending_approval', 'supervisor'], 'GUARD_REFUSED approve.device_comes_back'],
    ['terminated', ['lapse', 'upheld', 'clock'], 'GUARD_REFUSED lapse.device_comes_back'],
    ['dismissed', ['dismiss', 'investigating', 'agent', () => ({ measures: [] })], 'GUARD_REFUSED dismiss.device_comes_back'],
    ['said to trade', ['restore_confirmed', 'restoring', 'gateway'], 'GUARD_REFUSED restore_confirmed.device_comes_back'],
    ['said to trade by hand', ['confirm_restore_manually', 'restoring', 'agent'], 'GUARD_REFUSED confirm_restore_manually.device_comes_back'],
    ['closed after its watch', ['watch_passed', 'monitoring', 'clock'], 'GUARD_REFUSED watch_passed.device_comes_back'],
  ])('nothing is %s', (_what, given, verdict) => expect(trying(...given)).toBe(verdict)); // prettier-ignore

  it('an authority’s order is kept all the same', () => {
    const kept = ({ pendingProposal: pending }: CaseFacts): Partial<CaseFacts> => ({
      pendingProposal: pending && { ...pending, outcome: 'K' },
    });
    expect(trying('approve', 'pending_approval', 'supervisor', kept)).toBe('ok');
  });
});
