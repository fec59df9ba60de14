import { Zone } from '@thaw/kernel';
import fc from 'fast-check';
import { modeOf } from './channels';
import { DEFAULT_HOURS, tellingTime, type TellingHours } from './telling-time';

const SHANGHAI = new Zone('Asia/Shanghai');
const told = (mode: 'now' | 'digest' | 'off', now: string, isUrgent = false, hours = DEFAULT_HOURS) =>
  tellingTime(mode, isUrgent, hours, new Date(now), SHANGHAI)?.toISOString() ?? null;

describe('at once', () => {
  it.each([
    ['by day', '2026-11-28T04:00:00.000Z', '2026-11-28T04:00:00.000Z'],
    ['in the last minute of the day', '2026-11-28T12:59:59.000Z', '2026-11-28T12:59:59.000Z'],
    ['as the quiet begins, in the morning', '2026-11-28T13:00:00.000Z', '2026-11-29T00:00:00.000Z'],
    ['after midnight, in the same morning', '2026-11-28T17:00:00.000Z', '2026-11-29T00:00:00.000Z'],
    ['a moment before the quiet ends', '2026-11-28T23:59:59.000Z', '2026-11-29T00:00:00.000Z'],
    ['as it ends', '2026-11-29T00:00:00.000Z', '2026-11-29T00:00:00.000Z'],
  ])('%s', (_, now, at) => expect(told('now', now)).toBe(at));

  it('in the night, where it is worked on round the clock', () => {
    expect(told('now', '2026-11-28T17:00:00.000Z', true)).toBe('2026-11-28T17:00:00.000Z');
  });

  it('at any hour, where somebody wants no quiet; a quiet by day holds up to its end', () => {
    const none = { ...DEFAULT_HOURS, quietFrom: 0, quietTo: 0 };
    expect(told('now', '2026-11-28T17:00:00.000Z', false, none)).toBe('2026-11-28T17:00:00.000Z');
    const noon = { ...DEFAULT_HOURS, quietFrom: 12 * 60, quietTo: 13 * 60 };
    expect(told('now', '2026-11-28T04:30:00.000Z', false, noon)).toBe('2026-11-28T05:00:00.000Z');
    expect(told('now', '2026-11-28T17:00:00.000Z', false, noon)).toBe('2026-11-28T17:00:00.000Z');
  });
});

it('in the summary of the day, or of the next where that is out; never where it is off', () => {
  expect(told('digest', '2026-11-28T00:29:59.000Z')).toBe('2026-11-28T00:30:00.000Z');
  expect(told('digest', '2026-11-28T00:30:00.000Z')).toBe('2026-11-29T00:30:00.000Z');
  expect(told('digest', '2026-11-28T17:00:00.000Z', true)).toBe('2026-11-29T00:30:00.000Z');
  expect(told('off', '2026-11-28T04:00:00.000Z', true)).toBeNull();
});

it('by the wall clock, on the days too on which it is set', () => {
  const zone = new Zone('Europe/Berlin');
  const night = (now: string): string | undefined =>
    tellingTime('now', false, DEFAULT_HOURS, new Date(now), zone)?.toISOString();
  expect(night('2026-03-28T22:00:00Z')).toBe('2026-03-29T06:00:00.000Z');
  expect(night('2026-10-24T21:00:00Z')).toBe('2026-10-25T07:00:00.000Z');
});

it('never goes out in quiet hours unless it is urgent, never before now, and within two days', () => {
  const minute = fc.integer({ min: 0, max: 1439 });
  const hours = fc.record<TellingHours>({ quietFrom: minute, quietTo: minute, digestAt: minute });
  const instant = fc.date({
    min: new Date('2026-01-01'),
    max: new Date('2028-01-01'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(hours, instant, fc.constantFrom('now' as const, 'digest' as const), (own, now, mode) => {
      const at = tellingTime(mode, false, own, now, SHANGHAI)!;
      expect(at.getTime()).toBeGreaterThanOrEqual(now.getTime());
      expect(at.getTime() - now.getTime()).toBeLessThanOrEqual(2 * 86_400_000);
      if (mode === 'digest') {
        expect(SHANGHAI.secondOfDay(at.getTime())).toBe(own.digestAt * 60);
        return;
      }
      // Told again at that moment, it goes out at once: it is no quiet hour.
      expect(tellingTime('now', false, own, at, SHANGHAI)).toEqual(at);
    }),
  );
});

it('goes by what was chosen for just this kind and channel', () => {
  const choices = [{ kind: 'clock', channel: 'email', mode: 'digest' }] as const;
  expect(modeOf(choices, 'clock', 'email')).toBe('digest');
  expect(modeOf(choices, 'task', 'email')).toBe('now');
  expect(modeOf(choices, 'letter', 'sms')).toBe('now');
  expect(modeOf(choices, 'upkeep', 'sms')).toBe('off');
  expect(modeOf(choices, 'clock', 'sms')).toBe('off');
});
