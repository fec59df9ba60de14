import {
  IDS,
  NOW,
  commandFact,
  findingFact,
  measureFact,
  snapshotIn,
} from '../../../../test/factories/case-facts';
import { attempt, verdictOn, type Attempted, type Edge } from '../../../../test/support/attempts';
import { outOfProportion, type CaseFacts, type MeasureFact } from './index';

const at = (ms: number): Date => new Date(NOW.getTime() + ms);
const own = `user:${IDS.agent}`;
const F4 = { level: 'F4', scope: 'terminal' };
const inForce =
  (over: Partial<MeasureFact>, draft: { level: string; scope: string } = F4) =>
  () => ({
    measures: [measureFact(IDS.measure, draft, over)],
  });
const held = { authorityHold: true, holds: [{ id: IDS.hold, placedBy: IDS.other, fileId: IDS.order }] };

const on = (action: Attempted['action'], by: Attempted['by'], state: Attempted['state'] = 'reviewing') =>
  (over: Partial<Attempted> = {}): Attempted => ({ action, state, by, ...over }); // prettier-ignore
const impose = on('impose_measure', 'agent');
const confirm = on('confirm_measure', 'agent');
const ease = on('ease_measure', 'supervisor');
const expire = on('measure_expired', 'clock');
const byHand = on('confirm_restore_manually', 'agent', 'restoring');
const command = on('confirm_command', 'agent');
const retry = on('retry_command', 'agent');
const stop = on('stop_restore', 'clock', 'restoring');
const hold = on('authority_hold', 'reviewer', 'upheld');
const release = on('authority_release', 'reviewer', 'upheld');
const waiting = { confirmBy: at(1) };

const EDGES: readonly Edge[] = [
  ['INVALID_REQUEST @scope', 'refuses', 'a scope that the level does not know', impose({ payload: { scope: 'refunds' } })],
  ['INVALID_REQUEST @expiresAt', 'refuses', 'an end that is now', impose({ payload: { expiresAt: NOW } })],
  ['expiresAt', 'holds', 'an end a moment from now', impose({ payload: { expiresAt: at(1) } })],
  ['INVALID_REQUEST @text', 'refuses', 'no reason given', impose({ payload: { text: ' ' } })],
  ['impose_measure.raises', 'holds', 'F4 raised to F5', impose({ payload: { raises: IDS.measure } })],
  ['INVALID_REQUEST impose_measure.raises @level', 'refuses', 'a raise to what is lower', impose({ payload: { level: 'F1', scope: 'terminal', heldAmountFen: null, heldGround: null, raises: IDS.measure } })],
  ['INVALID_REQUEST @raises', 'refuses', 'a raise of no measure of the case', impose({ payload: { raises: IDS.other } })],
  ['GUARD_REFUSED measures.command_open @raises', 'refuses', 'a raise of what is being changed', impose({ payload: { raises: IDS.measure }, facts: inForce({ commandOpen: true }) })],

  ['confirm_measure.not_imposer', 'holds', 'another’s', confirm({ facts: inForce(waiting) })],
  ['SEPARATION_OF_DUTIES confirm_measure.not_imposer', 'refuses', 'the own', confirm({ facts: inForce({ ...waiting, imposedBy: own }) })],
  ['GUARD_REFUSED confirm_measure.waiting', 'refuses', 'one that came with a notice', confirm({ facts: inForce({}) })],
  ['GUARD_REFUSED confirm_measure.waiting', 'refuses', 'one that is confirmed', confirm({ facts: inForce({ ...waiting, confirmedBy: IDS.agent }) })],
  ['GUARD_REFUSED confirm_measure.in_time', 'refuses', 'when its time is up', confirm({ facts: inForce({ confirmBy: NOW }) })],
  ['confirm_measure.in_time', 'holds', 'received in time, though taken up late', confirm({ facts: () => ({ ...inForce({ confirmBy: NOW })(), receivedAt: at(-1) }) })],

  ['SEPARATION_OF_DUTIES ease_measure.not_imposer', 'refuses', 'the own', ease({ facts: inForce({ imposedBy: own }) })],
  ['GUARD_REFUSED ease_measure.no_hold', 'refuses', 'under a hold', ease({ facts: () => held })],
  ['GUARD_REFUSED ease_measure.in_force', 'refuses', 'nothing in force', ease({ facts: () => ({ measures: [] }) })],
  ['ease_measure', 'holds', 'narrowed', ease({ payload: { change: 'narrow', level: 'F1' } })],
  ['INVALID_REQUEST @level', 'refuses', 'narrowed to what is more', ease({ payload: { change: 'narrow', level: 'F6' } })],

  ['GUARD_REFUSED measure_expired.due', 'refuses', 'a moment before', expire({ facts: inForce({ expiresAt: at(1) }) })],
  ['measure_expired.due', 'holds', 'at its end', expire({ facts: inForce({ expiresAt: NOW }) })],
  ['measure_expired.due', 'holds', 'unconfirmed at the end of its time', expire({ facts: inForce({ confirmBy: NOW }) })],
  ['GUARD_REFUSED measure_expired.due', 'refuses', 'confirmed', expire({ facts: inForce({ confirmBy: NOW, confirmedBy: IDS.other }) })],
  ['GUARD_REFUSED measure_expired.no_hold', 'refuses', 'under a hold', expire({ facts: () => held })],

  ['SEPARATION_OF_DUTIES manual_confirmation.second_person', 'refuses', 'the first signer again', byHand({ facts: signedBy(IDS.agent) })],
  ['manual_confirmation', 'holds', 'another', byHand({ facts: signedBy(IDS.other) })],
  ['INVALID_REQUEST manual_confirmation.proof @channel', 'refuses', 'no channel', byHand({ facts: signedBy(null), payload: { text: 'seen' } })],
  ['INVALID_REQUEST manual_confirmation.proof @text', 'refuses', 'no proof', byHand({ facts: signedBy(null), payload: { channel: 'phone' } })],
  ['INVALID_REQUEST manual_confirmation.proof @fileId', 'refuses', 'a file of another case', byHand({ facts: signedBy(null), payload: { channel: 'phone', fileId: IDS.other } })],
  ['manual_confirmation.proof', 'holds', 'a file of the case', byHand({ facts: signedBy(null), payload: { channel: 'phone', fileId: IDS.order } })],
  ['GUARD_REFUSED confirm_restore_manually.open', 'refuses', 'nothing open', byHand({ facts: () => ({ restore: { total: 1, confirmed: 1, failed: 0 } }) })],
  ['SEPARATION_OF_DUTIES manual_confirmation.second_person', 'refuses', 'the own command again', command({ facts: () => ({ commands: [commandFact({ signedBy: IDS.agent })] }) })],
  ['GUARD_REFUSED confirm_command.open', 'refuses', 'those of a restore alone', command({ facts: () => ({ commands: [commandFact({ purpose: 'restore', ofRestore: true })] }) })],
  ['GUARD_REFUSED retry_command.failed', 'refuses', 'one under way', retry({ facts: () => ({ commands: [commandFact({ state: 'sent' })] }) })],
  ['GUARD_REFUSED retry_command.no_hold', 'refuses', 'a lift under a hold', retry({ facts: () => ({ ...held, commands: [commandFact({ kind: 'lift', purpose: 'ease' })] }) })],
  ['retry_command', 'holds', 'a freeze under a hold', retry({ facts: () => held })],

  ['GUARD_REFUSED stop_restore.due', 'refuses', 'the clock, of no news', stop({ facts: () => ({ holds: [], authorityHold: false }) })],
  ['stop_restore.due', 'holds', 'the clock, of a hit that has grown', stop({ facts: (facts) => ({ holds: [], authorityHold: false, scan: facts.scan && { ...facts.scan, findings: [findingFact(IDS.finding, 'R1a|x', { count: 4 })] } }) })],
  ['GUARD_REFUSED stop_restore.due', 'refuses', 'the clock, of a hit that does not weigh', stop({ facts: (facts) => ({ holds: [], authorityHold: false, scan: facts.scan && { ...facts.scan, findings: [...facts.scan.findings, findingFact('z', 'R2|z', { weight: 0 })] } }) })],
  ['INVALID_REQUEST @text', 'refuses', 'a supervisor without a word', { action: 'stop_restore', state: 'restoring', by: 'supervisor', payload: { text: '' } }],

  ['INVALID_REQUEST @fileId', 'refuses', 'a hold on no document', hold({ payload: { fileId: IDS.other } })],
  ['INVALID_REQUEST @fileId', 'refuses', 'a second hold on the document of the first', hold({ facts: () => held })],
  ['fileId', 'holds', 'a second hold on another', hold({ facts: () => ({ ...held, holds: [{ ...held.holds[0]!, fileId: IDS.other }] }) })],
  ['INVALID_REQUEST @fileId', 'refuses', 'a hold where none was put in', hold({ facts: () => ({ authorityItem: null }) })],
  ['SEPARATION_OF_DUTIES authority_release.not_placer', 'refuses', 'the own hold', release({ userId: IDS.other })],
  ['INVALID_REQUEST @fileId', 'refuses', 'a release by the order itself', release({ payload: { fileId: IDS.order } })],
  ['INVALID_REQUEST @fileId', 'refuses', 'a release by the order of another hold', release({ facts: () => ({ ...held, holds: [...held.holds, { id: IDS.item, placedBy: IDS.other, fileId: IDS.file }], authorityItem: { id: IDS.item, files: [IDS.order, IDS.file] } }), payload: { fileId: IDS.file } })],
  ['GUARD_REFUSED authority_release.placed', 'refuses', 'no hold', release({ facts: () => ({ holds: [], authorityHold: false }) })],

  ['GUARD_REFUSED approve.commands_settled', 'refuses', 'a restore beside a command under way', approval('U', 'sent')],
  ['approve.commands_settled', 'holds', 'a restore once it has settled', approval('U', 'confirmed')],
  ['approve.commands_settled', 'holds', 'what keeps all', approval('T', 'sent')],
  ['GUARD_REFUSED overturn.commands_settled', 'refuses', 'an appeal granted beside a command under way', { action: 'overturn', state: 'appealing', by: 'reviewer', facts: () => ({ commands: [commandFact({ state: 'pending' })] }) }],
  ['GUARD_REFUSED approve.device_at_work', 'refuses', 'trading given back to no device', { ...approval('U', 'confirmed'), facts: withoutDevice(approval('U', 'confirmed')) }],
  ['approve.device_at_work', 'holds', 'what ends the terminal', { ...approval('T', 'confirmed'), facts: withoutDevice(approval('T', 'confirmed')) }],
  ['GUARD_REFUSED overturn.device_at_work', 'refuses', 'an appeal granted to no device', { action: 'overturn', state: 'appealing', by: 'reviewer', facts: withoutDevice({}) }],
  ['overturn.device_at_work', 'holds', 'the device that was replaced comes back', overturned({ hadDevice: true, boundNew: false }, false)],
  ['GUARD_REFUSED overturn.device_at_work', 'refuses', 'a replacement at a terminal that had no device', overturned({ hadDevice: false, boundNew: false }, false)],
  ['GUARD_REFUSED overturn.device_at_work', 'refuses', 'one whose only device is the new one, and goes', overturned({ hadDevice: false, boundNew: true }, true)],
  ['overturn.device_at_work', 'holds', 'a device that was bound beside it stays', overturned({ hadDevice: false, boundNew: false }, true)],
  ['GUARD_REFUSED watch_passed.device_at_work', 'refuses', 'a watch over a terminal without device', { action: 'watch_passed', state: 'monitoring', by: 'clock', facts: withoutDevice({}) }],
  ['GUARD_REFUSED add_evidence.authority_only', 'refuses', 'a reviewer with a merchant’s paper', { action: 'add_evidence', state: 'reviewing', by: 'reviewer', facts: (facts) => ({ items: facts.items.map((item) => ({ ...item, supplier: 'merchant' as const })) }) }],
]; // prettier-ignore

function withoutDevice({ facts }: Partial<Attempted>) {
  return (base: CaseFacts) => ({ ...facts?.(base), deviceAtWork: false });
}

function overturned(of: { hadDevice: boolean; boundNew: boolean }, deviceAtWork: boolean): Attempted {
  const replacement = { id: 'r', state: 'under_way', steps: [], ...of } as const;
  return { action: 'overturn', state: 'appealing', by: 'reviewer', facts: () => ({ replacement, deviceAtWork }) };
} // prettier-ignore

function signedBy(user: string | null) {
  return () => ({ commands: [commandFact({ kind: 'lift', purpose: 'restore', ofRestore: true, signedBy: user })] });
} // prettier-ignore

function approval(outcome: 'U' | 'T', state: 'sent' | 'confirmed'): Attempted {
  return {
    action: 'approve',
    state: 'pending_approval',
    by: 'supervisor',
    facts: ({ pendingProposal }: CaseFacts) => ({
      pendingProposal: pendingProposal && { ...pendingProposal, outcome },
      commands: [commandFact({ state, signedBy: null })],
    }),
  };
}

describe('measures, commands and holds', () => {
  it.each(EDGES)('%s %s: %s', (rule, side, _what, attempted) =>
    expect(verdictOn(attempted)).toBe(side === 'holds' ? 'ok' : rule),
  );
});

const kinds = (attempted: Attempted): string[] => attempt(attempted).effects.map(({ kind }) => kind);

it('a measure is to be confirmed within one working day, and of observing alone the merchant hears nothing', () => {
  const friday = new Date('2026-11-27T02:00:00Z');
  const { effects, event } = attempt(impose({ facts: () => ({ now: friday }) }));
  expect(effects[0]).toMatchObject({ kind: 'order_measure', confirmBy: new Date('2026-11-30T02:00:00Z') });
  expect(event).toMatchObject({ type: 'measure_imposed', data: { level: 'F5', confirmBy: '2026-11-30T02:00:00.000Z' } });
  const observed = { level: 'F0', scope: 'terminal', heldAmountFen: null, heldGround: null };
  expect(kinds(impose({ payload: observed }))).toEqual(['order_measure', 'task_for_owner']);
  expect(kinds(impose())).toContain('notify_merchant');
}); // prettier-ignore

it('a raise that nobody confirmed gives way to what it raised, unless that has run out', () => {
  const before = measureFact('b', { level: 'F1', scope: 'terminal' });
  const to = (over: Partial<MeasureFact>) => attempt(expire({ facts: inForce(over) })).effects[0];
  expect(to({ confirmBy: NOW, raisedFrom: before })).toMatchObject({ kind: 'end_measure', to: { level: 'F1' } });
  expect(to({ confirmBy: NOW, raisedFrom: { ...before, expiresAt: NOW } })).toMatchObject({ to: null });
  expect(to({ expiresAt: NOW, raisedFrom: before })).toMatchObject({ to: null });
  expect(to({ confirmBy: NOW })).toMatchObject({ to: null });
}); // prettier-ignore

it('the first signature leaves the case restoring, the second begins the watch', () => {
  const first = attempt(byHand({ facts: signedBy(null), payload: { channel: 'visit', text: 'seen' } }));
  expect([first.to, first.event.type, first.event.content]).toEqual(['restoring', 'restore_signed', { text: 'seen' }]);
  const second = attempt(byHand({ facts: signedBy(IDS.other) }));
  expect([second.to, second.event.type, second.event.data['byHand']]).toEqual(['monitoring', 'restore_confirmed', true]);
  expect(second.effects[0]).toEqual({ kind: 'countersign_commands', commandIds: [IDS.command] });
}); // prettier-ignore

describe('the last hold released', () => {
  const to = (outcome: 'K' | 'T', state: 'upheld' | 'closed' | 'monitoring', holds = 1) =>
    attempt({
      ...release({ state, snapshot: { outcome } }),
      facts: ({ holds: placed }) => ({ holds: Array.from({ length: holds }, () => placed[0]!) }),
    }).to;
  it('opens a decision that stood on it', () => {
    expect([to('K', 'upheld'), to('K', 'closed')]).toEqual(['reviewing', 'investigating']);
  });
  it('tells the merchant what a reconsidered termination and a case opened again tell, and begins as they do', () => {
    const released = attempt(release({ state: 'upheld', snapshot: { outcome: 'K' } }));
    const reconsidered = attempt({ action: 'reconsider', state: 'upheld', by: 'supervisor' });
    const reopened = attempt({ action: 'reopen', state: 'closed', by: 'supervisor' });
    const told = ({ effects }: typeof released) =>
      effects.filter(({ kind }) => kind === 'notify_merchant' || kind === 'start_clock');
    expect(told(released)).toHaveLength(2);
    const byItself = attempt({
      action: 'reconsider',
      state: 'upheld',
      by: 'clock',
      snapshot: { outcome: 'K' },
    });
    for (const other of [reconsidered, byItself, reopened]) {
      expect(told(other)).toEqual(told(released));
      expect(other.changes).toEqual(released.changes);
    }
  });
  it('leaves every other where it is, and so does one of several', () => {
    expect([to('T', 'upheld'), to('T', 'closed'), to('K', 'monitoring'), to('K', 'upheld', 2)]).toEqual([
      'upheld',
      'closed',
      'monitoring',
      'upheld',
    ]);
  });
});

it('a level above all that are usual under the reason is warned of, in both languages', () => {
  const { reference } = snapshotIn('reviewing');
  const warned = (reason: 'CASHOUT' | 'CREDIT_ONLY' | null, level: 'F1' | 'F2' | 'F3' | 'F4') =>
    outOfProportion(reference, reason, level);
  expect([warned('CASHOUT', 'F3'), warned('CREDIT_ONLY', 'F1'), warned(null, 'F4')]).toEqual([null, null, null]);
  expect(warned('CREDIT_ONLY', 'F2')?.zh).toContain('F0、F1');
  expect(warned('CASHOUT', 'F4')?.en).toContain('F2, F3');
}); // prettier-ignore
