import { DomainError } from '@thaw/kernel';
import { measureTerms } from '@thaw/registry/measures';
import {
  IDS,
  NOW,
  actorAs,
  factsFor,
  favourablePayload,
  measureFact,
  snapshotIn,
} from '../../../../test/factories/case-facts';
import { CASE_STATES, decide, whyRestoreStops, type ActionName, type CaseFacts, type CaseState, type Decision, type Persona } from './index'; // prettier-ignore

const DAY_MS = 86_400_000;
const F4 = measureTerms({ level: 'F4', scope: 'terminal' });

interface Over {
  readonly facts?: Partial<CaseFacts>;
  readonly payload?: object;
  readonly snapshot?: object;
}
const act = (action: ActionName, state: CaseState, persona: Persona, over: Over = {}): Decision =>
  decide(action, snapshotIn(state, over.snapshot), { ...factsFor(action, state, persona), ...over.facts }, {
    actor: actorAs(persona),
    personas: [persona],
    payload: over.payload ?? favourablePayload(action),
  }); // prettier-ignore
const refused = (work: () => unknown): string => {
  try {
    work();
    return 'done';
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return `${error.code} ${error.context.rule ?? error.context.field ?? ''}`.trim();
  }
};
const watch = (over: Partial<CaseFacts['watch']> = {}): Pick<CaseFacts, 'watch'> => ({
  watch: { openHits: 1, upToDate: true, givenBack: [{ terms: F4, narrowedTo: null }], ...over },
});
const ordered = (decision: Decision) =>
  decision.effects.flatMap((effect) => (effect.kind === 'order_measure' ? [effect] : []));
const clocks = (decision: Decision): string[] =>
  decision.effects.flatMap((effect) => ('clock' in effect ? [`${effect.kind} ${effect.clock}`] : []));

describe('refreeze', () => {
  it('begins anew: letter and rounds of appeal, the decision clock for the watch, and what was given back is taken back', () => {
    const decision = act('refreeze', 'monitoring', 'clock', { facts: watch(), snapshot: { appealRounds: 2 } });
    expect(decision.to).toBe('investigating');
    expect(decision.changes).toEqual({ beginsAnew: true, priority: 1 });
    expect(clocks(decision)).toEqual(['stop_clock watch', 'start_clock decision']);
    expect(ordered(decision)).toMatchObject([{ measure: F4, raises: null }]);
    expect(decision.effects).toContainEqual({ kind: 'answer_hits', answer: 'refrozen' });
    expect(decision.effects).toContainEqual(expect.objectContaining({ kind: 'notify_merchant', template: 'freeze_notice' }));
    expect(decision.event).toMatchObject({ type: 'refrozen', data: { hits: 1 } });
    expect(decision.event.content).toBeUndefined();
  }); // prettier-ignore

  it('asks that another person confirms within one working day', () => {
    // NOW is Monday, 2026-11-23: until the end of Tuesday in Shanghai.
    const [order] = ordered(act('refreeze', 'monitoring', 'agent', { facts: watch() }));
    expect(order?.confirmBy.getTime()).toBeGreaterThan(NOW.getTime());
    expect(order?.confirmBy.getTime()).toBeLessThanOrEqual(NOW.getTime() + 2 * DAY_MS);
  });

  it('is the clock’s only on a hit that waits, a person’s with a reason alone', () => {
    const none = watch({ openHits: 0 });
    expect(refused(() => act('refreeze', 'monitoring', 'clock', { facts: none }))).toBe('GUARD_REFUSED refreeze.hit_open');
    expect(act('refreeze', 'monitoring', 'agent', { facts: none }).to).toBe('investigating');
    expect(refused(() => act('refreeze', 'monitoring', 'agent', { payload: {} }))).toBe('INVALID_REQUEST text');
  }); // prettier-ignore

  it.each(CASE_STATES.filter((state) => state !== 'monitoring'))('is nobody’s in %s', (state) => {
    for (const persona of ['clock', 'agent', 'supervisor'] as const)
      expect(refused(() => act('refreeze', state, persona))).toBe('ACTION_NOT_ALLOWED refreeze.from');
  });

  it('takes what a person names instead, each as the ladder knows it', () => {
    const payload = { text: 'cards again', measures: [{ level: 'F3', scope: 'credit_cards' }, { level: 'F1', scope: 'terminal', limitDailyFen: 5 }] };
    expect(ordered(act('refreeze', 'monitoring', 'agent', { facts: watch(), payload }))).toMatchObject([
      { measure: { level: 'F3', scope: 'credit_cards' }, raises: null },
      { measure: { level: 'F1', limitDailyFen: 5 }, raises: null },
    ]);
    const bad = (measures: object[]): string => refused(() => act('refreeze', 'monitoring', 'agent', { payload: { text: 'x', measures } }));
    expect(bad([])).toBe('INVALID_REQUEST refreeze.some_measure');
    expect(bad([{ level: 'F3', scope: 'credit_cards' }, { level: 'F9', scope: 'terminal' }])).toBe('INVALID_REQUEST measures[1].level');
    expect(bad([{ level: 'F4', scope: 'terminal', expiresAt: NOW }])).toBe('INVALID_REQUEST measures[0].expiresAt');
  }); // prettier-ignore

  it('puts a narrowed measure back in the place of what it was narrowed to, unless a command on that is under way', () => {
    const givenBack = [{ terms: F4, narrowedTo: IDS.measure }];
    const F1 = measureFact(IDS.measure, { level: 'F1', scope: 'terminal' });
    const raises = (over: object): (string | null)[] =>
      ordered(act('refreeze', 'monitoring', 'clock', { facts: { ...watch({ givenBack }), measures: [{ ...F1, ...over }] } })).map((order) => order.raises);
    expect(raises({})).toEqual([IDS.measure]);
    expect(raises({ commandOpen: true })).toEqual([null]);
    expect(ordered(act('refreeze', 'monitoring', 'clock', { facts: { ...watch({ givenBack }), measures: [] } }))).toMatchObject([{ raises: null }]);
  }); // prettier-ignore

  it('holds no money that has gone, binds by no time that is over, and takes no device by an order', () => {
    const over = new Date(NOW.getTime() - 1);
    const held = measureTerms({ level: 'F5', scope: 'settlement', heldAmountFen: 5, heldGround: 'authority', releaseAt: over, expiresAt: over });
    const seized = measureTerms({ level: 'F6', scope: 'terminal', expiresAt: new Date(NOW.getTime() + DAY_MS) });
    const givenBack = [held, seized].map((terms) => ({ terms, narrowedTo: null }));
    expect(ordered(act('refreeze', 'monitoring', 'clock', { facts: watch({ givenBack }) })).map(({ measure }) => measure)).toEqual([
      measureTerms({ level: 'F5', scope: 'settlement' }),
      measureTerms({ level: 'F4', scope: 'terminal', expiresAt: seized.expiresAt }),
    ]);
  }); // prettier-ignore

  it('says so where nothing was given back that could be taken back', () => {
    const decision = act('refreeze', 'monitoring', 'clock', { facts: watch({ givenBack: [] }) });
    expect(ordered(decision)).toEqual([]);
    expect(decision.effects).toContainEqual({ kind: 'task_for_owner', task: 'refrozen_without_measure' });
  });

  it('is what a further notice with a measure does in the watch; one without is an event', () => {
    const measures = [{ level: 'F4', scope: 'terminal' }];
    const notice = (payload: object): Decision =>
      act('open', 'monitoring', 'machine', { payload: { channel: 'api', text: '', ...payload }, snapshot: { appealRounds: 1 } });
    expect(notice({ measures })).toMatchObject({ to: 'investigating', changes: { beginsAnew: true } });
    expect(clocks(notice({ measures }))).toEqual(['stop_clock watch', 'start_clock decision']);
    expect(notice({ measures }).effects).toContainEqual({ kind: 'answer_hits', answer: 'refrozen' });
    expect(notice({ measures: [] })).toMatchObject({ to: 'monitoring', changes: {} });
  }); // prettier-ignore
});

describe('a decision after new facts', () => {
  it.each([
    ['a scan from before them', 1, 'GUARD_REFUSED propose.scan_of_new_facts'],
    ['a scan of that moment', 0, 'done'],
    ['a scan after them', -1, 'done'],
  ])('rests on no scan that knew nothing of them: %s', (_, later, expected) => {
    const { scan } = factsFor('propose', 'reviewing', 'agent');
    const scanNeededSince = new Date((scan?.cutOffAt.getTime() ?? 0) + later);
    expect(refused(() => act('propose', 'reviewing', 'agent', { facts: { scanNeededSince } }))).toBe(
      expected,
    );
  });
});

describe('hits of the watch', () => {
  it('are answered by going on, with a reason', () => {
    const decision = act('keep_watching', 'monitoring', 'agent', { facts: watch({ openHits: 3 }) });
    expect(decision).toMatchObject({ to: 'monitoring', effects: [{ kind: 'answer_hits', answer: 'kept' }], event: { type: 'watch_kept', data: { hits: 3 } } });
    expect(refused(() => act('keep_watching', 'monitoring', 'agent', { payload: { text: ' ' } }))).toBe('INVALID_REQUEST text');
    expect(refused(() => act('keep_watching', 'monitoring', 'agent', { facts: watch({ openHits: 0 }) }))).toBe('GUARD_REFUSED keep_watching.hit_open');
  }); // prettier-ignore

  it('keep the watch open until they are, and so does what is not judged yet', () => {
    const passed = (over: Partial<CaseFacts['watch']>): string =>
      refused(() => act('watch_passed', 'monitoring', 'clock', { facts: watch(over) }));
    expect(passed({ openHits: 1 })).toBe('GUARD_REFUSED watch.no_hit_open');
    expect(passed({ openHits: 0, upToDate: false })).toBe('GUARD_REFUSED watch.judged');
    expect(passed({ openHits: 0 })).toBe('done');
  });

  it('stop a restore, whatever the last scan of the case says', () => {
    const facts = factsFor('restore_failed', 'restoring', 'clock');
    expect(whyRestoreStops({ ...facts, ...watch({ openHits: 0 }) })).toBeNull();
    expect(whyRestoreStops({ ...facts, ...watch() })).toBe('hit');
    const decision = act('stop_restore', 'restoring', 'clock', { facts: { ...watch(), authorityHold: false, holds: [] } });
    expect(decision.effects).toContainEqual({ kind: 'answer_hits', answer: 'stopped' });
    expect(decision.event.data).toMatchObject({ why: 'hit' });
  }); // prettier-ignore
});
