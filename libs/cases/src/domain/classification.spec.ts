import { beginRun, pauseRun, resumeRun } from '@thaw/sla/arithmetic';
import { IDS, NOW, favourableFacts } from '../../../../test/factories/case-facts';
import type { ToldMeasure } from '@thaw/registry/measures';
import { attempt, verdictOn, type Attempted } from '../../../../test/support/attempts';
import {
  REASON_CODES,
  REFERENCE_VERSION,
  referenceOf,
  type CaseFacts,
  type Effect,
  type Persona,
  type ReasonCode,
} from './index';

const { reasons } = referenceOf(REFERENCE_VERSION);

/** The desk's table marks these as reasons with a merchant-safe face. */
const GUARDED: readonly ReasonCode[] = ['AML', 'GAMBLING_FRAUD', 'AUTHORITY_ORDER'];

const reclassify = (from: ReasonCode, to: string, by: Persona = 'supervisor', over: Partial<Attempted> = {}): Attempted => ({
  action: 'reclassify',
  state: 'reviewing',
  by,
  snapshot: { reasonCode: from, slaClass: reasons[from].sla },
  payload: { reasonCode: to },
  ...over,
}); // prettier-ignore

const effectOf = <K extends Effect['kind']>(attempted: Attempted, kind: K) =>
  attempt(attempted).effects.find((effect): effect is Extract<Effect, { kind: K }> => effect.kind === kind);

describe('another reason', () => {
  it('is a supervisor’s to give, to or from a reason that must not be told', () => {
    for (const from of REASON_CODES) {
      for (const to of REASON_CODES.filter((code) => code !== from)) {
        const guarded = GUARDED.includes(from) || GUARDED.includes(to);
        expect([from, to, verdictOn(reclassify(from, to, 'agent'))]).toEqual([
          from,
          to,
          guarded ? 'GUARD_REFUSED reclassify.supervisor @reasonCode' : 'ok',
        ]);
        expect(verdictOn(reclassify(from, to, 'supervisor'))).toBe('ok');
      }
    }
  });

  it('is another one that there is, and says why', () => {
    expect(verdictOn(reclassify('CASHOUT', 'CASHOUT'))).toBe('INVALID_REQUEST @reasonCode');
    expect(verdictOn(reclassify('CASHOUT', 'toString'))).toBe('INVALID_REQUEST @reasonCode');
    expect(verdictOn(reclassify('CASHOUT', 'AML', 'supervisor', { payload: { reasonCode: 'AML', text: ' ' } }))).toBe('INVALID_REQUEST @text');
  }); // prettier-ignore

  it('brings its class, queue and requirements, and lets go of what only the former one required', () => {
    const attempted = reclassify('CASHOUT', 'MCC_MISUSE', 'agent');
    expect(attempt(attempted).changes).toEqual({
      reasonCode: 'MCC_MISUSE',
      slaClass: 'P3',
      queue: 'records_check',
      priority: 3,
    });
    // MCC_MISUSE requires E04 E07 E14; CASHOUT required E01 E02 E03 E05 E07.
    expect(effectOf(attempted, 'need_evidence')?.items.filter(({ required }) => required).map(({ code }) => code)).toEqual(['E04', 'E07', 'E14']);
    expect(effectOf(attempted, 'release_evidence')?.codes).toEqual(['E01', 'E02', 'E03', 'E05']);
    expect(effectOf(attempted, 'supply_item')).toBeUndefined();
  }); // prettier-ignore

  it('stays its owner’s where they can work in its queue, else waits there with them told', () => {
    const to = (reasonCode: string, ownerQueues: readonly string[], over: Partial<Attempted> = {}) =>
      attempt(reclassify('CASHOUT', reasonCode, 'agent', { facts: () => ({ ownerQueues }), ...over }));
    const kept = to('MCC_MISUSE', ['records_check']);
    expect([kept.changes, kept.event.data]).not.toContainEqual(expect.objectContaining({ ownerId: null }));
    const left = to('MCC_MISUSE', ['trading_review']);
    expect(left.changes).toMatchObject({ queue: 'records_check', ownerId: null });
    expect(left.event.data).toMatchObject({ ownerId: null, formerOwner: IDS.agent, queue: 'records_check' });
    expect(left.effects).toContainEqual({ kind: 'task_for_person', task: 'left_queue', userId: IDS.agent });
    // In the same queue it stays whose it is, member or not.
    expect(to('CARD_REPEAT', []).changes).not.toHaveProperty('ownerId');
    const triaged = attempt({ action: 'triage', state: 'reported', by: 'agent', payload: { reasonCode: 'HARDWARE' }, facts: () => ({ ownerQueues: [] }) });
    expect(triaged.changes).toMatchObject({ queue: 'device_check', ownerId: null });
  }); // prettier-ignore

  it('keeps the time used: another target from the same beginning, with the pauses there were', () => {
    // Friday 20 November, 10:00 in Shanghai; P3 has three working days, P2 five. It rested from Monday to Tuesday noon.
    const [began, rested, on] = ['2026-11-20T02:00:00Z', '2026-11-23T04:00:00Z', '2026-11-24T04:00:00Z'].map(
      (at) => new Date(at),
    ) as [Date, Date, Date];
    const run = resumeRun(pauseRun(beginRun({ kind: 'working_days', count: 3 }, began), rested), on);
    const clocks: CaseFacts['clocks'] = [
      { kind: 'decision', run, dueAt: new Date('2026-11-26T02:00:00Z'), paused: false, overdue: false },
    ];
    const moved = (from: ReasonCode, to: ReasonCode) => {
      const { effects, event } = attempt(reclassify(from, to, 'supervisor', { facts: () => ({ clocks }) }));
      expect(effects.some(({ kind }) => kind === 'retarget_clock')).toBe('decisionDueAt' in event.data);
      return event.data['decisionDueAt'];
    };
    expect(moved('CASHOUT', 'ERQING')).toBe('2026-11-30T02:00:00.000Z');
    // HARDWARE is P4, five working days too.
    expect(moved('CASHOUT', 'HARDWARE')).toBe('2026-11-30T02:00:00.000Z');
    // P1 has three working days as P3 has.
    expect(moved('CASHOUT', 'COUNTERFEIT')).toBe('2026-11-26T02:00:00.000Z');
    expect(moved('CASHOUT', 'CARD_REPEAT')).toBeUndefined();
  });

  it('is told to the merchant where the face changes, and nowhere else', () => {
    for (const from of REASON_CODES) {
      for (const to of REASON_CODES.filter((code) => code !== from)) {
        const openly = reasons[from].face !== reasons[to].face;
        const { event } = attempt(reclassify(from, to));
        const told = effectOf(reclassify(from, to), 'notify_merchant');
        expect([from, to, event.type, told?.template]).toEqual([
          from,
          to,
          openly ? 'reclassified_openly' : 'reclassified',
          openly ? 'reason_changed' : undefined,
        ]);
      }
    }
  });

  it('leaves an item required that the reason requires, and one that was asked for beyond it', () => {
    const propose = (item: Partial<CaseFacts['items'][number]>): string =>
      verdictOn({
        action: 'propose',
        state: 'reviewing',
        by: 'agent',
        snapshot: { reasonCode: 'ROUND_PATTERN' },
        facts: (facts) => ({ items: facts.items.map((one) => ({ ...one, state: 'rejected', ...item })) }),
        payload: { outcome: 'U', measuresAfter: [{ measureId: IDS.measure, change: 'lift' }] },
      });
    const refused = 'GUARD_REFUSED propose.required_accepted @outcome';
    expect(propose({ code: 'E07', required: true })).toBe(refused);
    expect(propose({ code: 'E07', required: true, released: true })).toBe('ok');
    expect(propose({ code: 'E01', required: true, released: true })).toBe(refused);
  });
});

describe('a dismissal', () => {
  const dismiss = (as: string, facts: Partial<CaseFacts> = {}, payload: object = {}): Attempted => ({
    action: 'dismiss',
    state: 'investigating',
    by: 'agent',
    facts: () => ({ measures: [], ...facts }),
    payload: { as, ...payload },
  });
  const bound = { measures: favourableFacts('investigating').measures };

  it('waits for an authority that holds: a duplicate would take the measures to where nothing holds them', () => {
    for (const as of ['not_frozen', 'withdrawn', 'duplicate'])
      expect(verdictOn(dismiss(as, { authorityHold: true }))).toBe('GUARD_REFUSED dismiss.no_hold');
  });

  it('is not of whoever filed the objection that it answers', () => {
    const objected = (filedBy: string): Attempted => dismiss('not_frozen', { openObjection: { id: 'o', filedBy } }, { objectionReply: 'so it is' });
    expect(verdictOn(objected(IDS.agent))).toBe('SEPARATION_OF_DUTIES dismiss.not_objector');
    expect(verdictOn(objected(IDS.other))).toBe('ok');
  }); // prettier-ignore

  it('needs that nothing of the case is in force or under way; of a duplicate the measures go over', () => {
    for (const as of ['not_frozen', 'withdrawn']) {
      expect(verdictOn(dismiss(as))).toBe('ok');
      expect(verdictOn(dismiss(as, bound))).toBe('GUARD_REFUSED dismiss.no_measure_in_force');
    }
    expect(verdictOn(dismiss('duplicate', bound))).toBe('ok');
    for (const as of ['not_frozen', 'duplicate', 'withdrawn']) {
      expect(verdictOn(dismiss(as, { commandsUnderWay: 1 }))).toBe(
        'GUARD_REFUSED dismiss.no_command_under_way',
      );
    }
  });

  it('says of no terminal that another case binds that it is not frozen', () => {
    expect(verdictOn(dismiss('not_frozen', { boundByOthers: true }))).toBe(
      'GUARD_REFUSED dismiss.not_bound @as',
    );
    expect(verdictOn(dismiss('withdrawn', { boundByOthers: true }))).toBe('ok');
  });

  const askedAt = favourableFacts('investigating').now;
  const told = (...measures: readonly ToldMeasure[]): Partial<CaseFacts> => ({
    terminalWord: { from: 'terminal_system', askedAt, measures },
  });

  it('is refused where the terminal system knows of a freeze that is not known here, and names it', () => {
    const own = { id: 'own-1', level: 'F4', scope: 'terminal' } as const;
    for (const as of ['not_frozen', 'duplicate', 'withdrawn']) {
      expect(verdictOn(dismiss(as, told(own)))).toBe('GUARD_REFUSED dismiss.terminal_system_knows_none');
      expect(verdictOn(dismiss(as, told({ ...own, id: null })))).toBe(
        'GUARD_REFUSED dismiss.terminal_system_knows_none',
      );
    }
    expect(verdictOn(dismiss('withdrawn', { ...told(own), knownMeasures: ['own-1'] }))).toBe('ok');
    expect(() => attempt(dismiss('not_frozen', told(own)))).toThrow(/F4 Terminal suspended .*own-1/);
  });

  it('keeps whom it was asked of, and what the answer was', () => {
    const known = { id: 'm-1', level: 'F1', scope: 'merchant' } as const;
    const done = attempt(dismiss('withdrawn', { ...told(known), knownMeasures: ['m-1'] }));
    expect(done.event.data).toMatchObject({
      noMeasureBy: { via: 'terminal_system', askedAt: askedAt.toISOString(), measures: [known] },
    });
  });

  it('without a terminal system rests on a person’s word of the last day, with how and when', () => {
    const nobody = { terminalWord: { from: 'nobody' }, proofFiles: [IDS.file] } as const;
    const word = {
      name: 'Ms Li, terminal desk',
      channel: 'phone',
      at: new Date(askedAt.getTime() - 3_600_000),
    };
    const by = (confirmedBy?: object, facts: Partial<CaseFacts> = nobody): string =>
      verdictOn(dismiss('not_frozen', facts, { confirmedBy }));
    expect(by(word)).toBe('ok');
    expect(by({ ...word, fileId: IDS.file })).toBe('ok');
    expect(by()).toBe('INVALID_REQUEST dismiss.word_by_hand @confirmedBy');
    expect(by({ ...word, name: ' ' })).toBe('INVALID_REQUEST dismiss.word_by_hand @confirmedBy.name');
    expect(by({ ...word, channel: '' })).toBe('INVALID_REQUEST dismiss.word_by_hand @confirmedBy.channel');
    for (const off of [1, -86_400_001])
      expect(by({ ...word, at: new Date(askedAt.getTime() + off) })).toBe(
        'INVALID_REQUEST dismiss.word_by_hand @confirmedBy.at',
      );
    expect(by({ ...word, fileId: IDS.item })).toBe(
      'INVALID_REQUEST dismiss.word_by_hand @confirmedBy.fileId',
    );
    expect(by(word, {})).toBe('INVALID_REQUEST dismiss.word_by_hand @confirmedBy');
    const { event } = attempt(dismiss('not_frozen', nobody, { confirmedBy: word }));
    expect(event.data).toMatchObject({ noMeasureBy: { via: 'hand', channel: 'phone', fileId: null } });
    expect(JSON.stringify(event.data)).not.toContain('Li');
    expect(event.content).toMatchObject({ saidBy: word.name });
  });

  it('names as duplicate an open case on the same machine that can take what comes', () => {
    const none = 'INVALID_REQUEST dismiss.same_machine @duplicateOf';
    expect(verdictOn(dismiss('duplicate', {}, { duplicateOf: 'FZ-20261123-0009' }))).toBe(none);
    expect(verdictOn(dismiss('duplicate', {}, { duplicateOf: null }))).toBe(none);
    expect(verdictOn(dismiss('duplicate', { sameMachine: [] }))).toBe(none);
    for (const state of ['restoring', 'monitoring', 'terminating'] as const) {
      const sameMachine = [{ id: 'o', number: 'FZ-20261123-0002', state }];
      expect(verdictOn(dismiss('duplicate', { sameMachine }))).toBe('ok');
      expect(verdictOn(dismiss('duplicate', { sameMachine, ...bound }))).toBe('GUARD_REFUSED dismiss.other_takes_measures @duplicateOf');
    }
  }); // prettier-ignore

  it('closes with its own resolution, stops every clock, and answers an objection', () => {
    const openObjection = { id: 'ob' };
    expect(verdictOn(dismiss('withdrawn', { openObjection }))).toBe('INVALID_REQUEST @objectionReply');
    expect(verdictOn(dismiss('lost'))).toBe('INVALID_REQUEST @as');
    expect(verdictOn(dismiss('withdrawn', {}, { text: ' ' }))).toBe('INVALID_REQUEST @text');
    const clocks: CaseFacts['clocks'] = (['decision', 'objection_reply', 'major_event'] as const).map((kind) => ({
      kind,
      run: beginRun({ kind: 'hours', count: 0 }, NOW),
      dueAt: NOW,
      paused: false, overdue: false,
    }));
    const done = attempt(dismiss('not_frozen', { openObjection, clocks }, { objectionReply: 'it never was' }));
    expect(done).toMatchObject({ to: 'closed', changes: { resolution: 'not_frozen' } });
    expect(done.effects.map((effect) => ('clock' in effect ? `${effect.kind} ${effect.clock}` : effect.kind))).toEqual([
      'stop_clock decision', 'stop_clock objection_reply', 'reply_to_objection', 'notify_merchant', 'notify_merchant',
    ]);
  }); // prettier-ignore
});
