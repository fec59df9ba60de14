import type { GatewayAnswer } from './gateway-answer';
import type { CommandState } from './gateway-command.entity';
import {
  MAX_ATTEMPTS,
  RETRY_DELAYS_MS,
  afterAttempt,
  afterCallback,
  giveUp,
  isDue,
  nextStep,
  type CommandProgress,
  type NextStep,
} from './retry-plan';

const now = new Date('2026-11-23T01:00:00Z');
const later = (ms: number): Date => new Date(now.getTime() + ms);
const command = (state: CommandState, over: Partial<CommandProgress> = {}): CommandProgress => ({
  state,
  attempts: 1,
  nextAttemptAt: now,
  deadlineAt: later(7_200_000),
  closedAt: null,
  mayBeDone: true,
  lastError: null,
  sentAt: null,
  settledAt: null,
  ...over,
});
const ANSWERS: Record<GatewayAnswer['state'], GatewayAnswer> = {
  accepted: { state: 'accepted' },
  confirmed: { state: 'confirmed' },
  failed: { state: 'failed', reason: 'r' },
  refused: { state: 'refused', reason: 'r' },
  unknown: { state: 'unknown', reason: 'r' },
};

/** Columns: after an attempt's answer; rows: the state before. `-` changes nothing. */
describe('afterAttempt', () => {
  it.each<[CommandState, GatewayAnswer['state'], CommandState | '-']>([
    ['pending', 'accepted', 'sent'],
    ['pending', 'confirmed', 'confirmed'],
    ['pending', 'failed', 'pending'],
    ['pending', 'refused', 'failed'],
    ['pending', 'unknown', 'pending'],
    ['sent', 'accepted', 'sent'],
    ['sent', 'confirmed', 'confirmed'],
    ['sent', 'failed', 'pending'],
    ['sent', 'refused', 'failed'],
    ['sent', 'unknown', 'sent'],
    ['confirmed', 'accepted', '-'],
    ['confirmed', 'confirmed', '-'],
    ['confirmed', 'failed', '-'],
    ['confirmed', 'refused', '-'],
    ['confirmed', 'unknown', '-'],
    ['failed', 'accepted', '-'],
    ['failed', 'confirmed', 'confirmed'],
    ['failed', 'failed', '-'],
    ['failed', 'refused', '-'],
    ['failed', 'unknown', '-'],
    ['withdrawn', 'accepted', 'sent'],
    ['withdrawn', 'confirmed', 'confirmed'],
    ['withdrawn', 'failed', '-'],
    ['withdrawn', 'refused', '-'],
    ['withdrawn', 'unknown', '-'],
  ])('%s, %s → %s', (before, answer, after) => {
    const change = afterAttempt(command(before), ANSWERS[answer], now);
    expect(change?.state ?? '-').toBe(after);
    if (change?.state === 'pending' || change?.state === 'sent') {
      expect(change.nextAttemptAt).toEqual(later(2_000));
    }
    if (change?.state === 'confirmed' || change?.state === 'failed') {
      expect(change).toMatchObject({ nextAttemptAt: null, settledAt: now });
    }
  });

  it('waits longer after each try and fails after the last', () => {
    const waits = RETRY_DELAYS_MS.map((_, index) => {
      const change = afterAttempt(command('pending', { attempts: index + 1 }), ANSWERS.failed, now);
      return change?.state === 'failed' ? 'failed' : Number(change?.nextAttemptAt) - now.getTime();
    });
    expect(waits).toEqual([2_000, 5_000, 15_000, 30_000, 60_000, 120_000, 300_000, 'failed']);
  });

  it('still waits for what was accepted at the last try, then gives up', () => {
    const last = command('pending', { attempts: MAX_ATTEMPTS });
    expect(afterAttempt(last, ANSWERS.accepted, now)).toMatchObject({
      state: 'sent',
      nextAttemptAt: later(600_000),
    });
    expect(giveUp(command('sent', { attempts: MAX_ATTEMPTS }), now)).toMatchObject({
      state: 'failed',
      settledAt: now,
    });
  });
});

describe('afterCallback', () => {
  it.each<[CommandState, GatewayAnswer['state'], CommandState | '-']>([
    ['pending', 'accepted', 'sent'],
    ['pending', 'confirmed', 'confirmed'],
    ['pending', 'failed', '-'],
    ['sent', 'accepted', '-'],
    ['sent', 'confirmed', 'confirmed'],
    ['sent', 'failed', 'pending'],
    ['confirmed', 'accepted', '-'],
    ['confirmed', 'confirmed', '-'],
    ['confirmed', 'failed', '-'],
    ['failed', 'accepted', '-'],
    ['failed', 'confirmed', 'confirmed'],
    ['failed', 'failed', '-'],
    ['withdrawn', 'accepted', '-'],
    ['withdrawn', 'confirmed', 'confirmed'],
    ['withdrawn', 'failed', '-'],
  ])('%s, %s → %s', (before, answer, after) =>
    expect(afterCallback(command(before), ANSWERS[answer], now)?.state ?? '-').toBe(after),
  );
});

describe('isDue', () => {
  it.each<[string, CommandProgress, boolean]>([
    [
      'never tried, whatever our clock says',
      command('pending', { attempts: 0, nextAttemptAt: later(60_000) }),
      true,
    ],
    ['its time has come', command('sent'), true],
    ['a second early, as clocks differ', command('sent', { nextAttemptAt: later(1_000) }), true],
    ['not yet', command('sent', { nextAttemptAt: later(1_001) }), false],
    ['settled', command('confirmed', { nextAttemptAt: null }), false],
    ['withdrawn', command('withdrawn', { attempts: 0 }), false],
  ])('%s', (_, progress, due) => expect(isDue(progress, now)).toBe(due));
});

describe('nextStep', () => {
  const late = { deadlineAt: now };
  it.each<[string, CommandProgress, NextStep]>([
    ['not due yet', command('pending', { nextAttemptAt: later(5_000) }), 'nothing'],
    ['settled', command('failed', { nextAttemptAt: null }), 'nothing'],
    ['new', command('pending', { attempts: 0, mayBeDone: false }), 'send'],
    ['tried', command('pending'), 'send'],
    ['accepted', command('sent'), 'ask_or_send'],
    ['every try used', command('sent', { attempts: MAX_ATTEMPTS }), 'give_up'],
    ['accepted, and stopped since', command('sent', { closedAt: now }), 'ask_only'],
    [
      'never sent before its deadline',
      command('pending', { ...late, attempts: 0, mayBeDone: false }),
      'give_up',
    ],
    ['known not to be done at its deadline', command('pending', { ...late, mayBeDone: false }), 'give_up'],
    ['perhaps done at its deadline', command('pending', late), 'ask_only'],
    ['accepted at its deadline', command('sent', late), 'ask_only'],
  ])('%s', (_, progress, step) => expect(nextStep(progress, now)).toBe(step));
});

describe('a deadline', () => {
  it('is never waited past', () => {
    const near = command('pending', { attempts: 7, deadlineAt: later(1_000) });
    expect(afterAttempt(near, ANSWERS.unknown, now)).toMatchObject({ nextAttemptAt: later(1_000) });
    expect(afterAttempt(near, ANSWERS.accepted, now)).toMatchObject({ nextAttemptAt: later(1_000) });
  });

  it.each<[GatewayAnswer['state'], CommandState, string | null]>([
    ['confirmed', 'confirmed', null],
    ['accepted', 'failed', 'the deadline has passed: accepted, but never confirmed'],
    ['unknown', 'failed', 'the deadline has passed: r'],
    ['failed', 'failed', 'the deadline has passed: r'],
    ['refused', 'failed', 'refused: r'],
  ])('that has come: %s is the end', (answer, state, lastError) => {
    const change = afterAttempt(command('sent', { deadlineAt: now }), ANSWERS[answer], now);
    expect(change).toMatchObject({ state, lastError, nextAttemptAt: null, settledAt: now });
  });
});

it('knows what the terminal system may have done', () => {
  const may = (answer: GatewayAnswer['state']) =>
    afterAttempt(command('sent'), ANSWERS[answer], now)?.mayBeDone;
  expect([may('accepted'), may('unknown'), may('failed'), may('refused')]).toEqual([true, true, false, true]);
  // A first one that is refused is not done; a later one only where the earlier cannot have been either.
  const refused = (mightBeDone: boolean) =>
    afterAttempt(command('pending'), ANSWERS.refused, now, mightBeDone)?.mayBeDone;
  expect([refused(false), refused(true)]).toEqual([false, true]);
});

it('does not send again what was stopped: a failure is its end', () => {
  const stopped = command('sent', { closedAt: now });
  expect(afterAttempt(stopped, ANSWERS.failed, now)).toMatchObject({ state: 'failed', mayBeDone: false });
  expect(afterAttempt(stopped, ANSWERS.accepted, now)).toMatchObject({ state: 'sent' });
});
