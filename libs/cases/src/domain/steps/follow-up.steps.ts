import { DomainError, dayText, type Bilingual } from '@thaw/kernel';
import type { Payload } from '../actions';
import type { CaseFacts } from '../facts';
import { hasText } from '../payload-checks';
import type { ApplyContext, Outcome } from '../transition';

const DAY_MS = 86_400_000;
/** Further ahead is a slip of the pen. */
const DAYS_MOST = 366;
const WORKING_DAYS_MOST = 250;

/** Of the acting person alone; a second one takes the place of the first. It is due when its day begins at the desk. */
export function set({ facts, payload }: ApplyContext<Payload<'set_follow_up'>>): Outcome {
  const day = dayOf(payload, facts);
  const dueAt = new Date(facts.zone.startOfDay(day));
  return {
    effects: [{ kind: 'set_follow_up', dueAt }],
    event: {
      type: 'follow_up_set',
      data: { on: dayText(day) },
      content: { text: hasText(payload.text) ? payload.text : undefined },
    },
  };
}

export function clear(): Outcome {
  return { effects: [{ kind: 'clear_follow_up' }], event: { type: 'follow_up_cleared', data: {} } };
}

function dayOf({ on, workingDays }: Payload<'set_follow_up'>, { now, zone, calendars }: CaseFacts): number {
  const today = zone.dayOf(now.getTime());
  const said = [on, workingDays].filter((each) => each !== undefined && each !== null);
  if (said.length !== 1) {
    throw invalid('on', 'one', {
      zh: '请填写日期（on）或工作日数（workingDays），二者选一。',
      en: 'Give a day (on) or a number of working days (workingDays), one of the two.',
    });
  }
  if (typeof workingDays === 'number') {
    if (workingDays >= 1 && workingDays <= WORKING_DAYS_MOST)
      return calendars.holidays.nthWorkingDay(today, workingDays);
    throw invalid('workingDays', 'length', {
      zh: `工作日数应为 1 至 ${WORKING_DAYS_MOST}。`,
      en: `A number of working days is 1 to ${WORKING_DAYS_MOST}.`,
    });
  }
  const day = /^\d{4}-\d{2}-\d{2}$/.test(on ?? '') ? Date.parse(`${on}T00:00:00Z`) / DAY_MS : NaN;
  if (Number.isNaN(day) || dayText(day) !== on) {
    throw invalid('on', 'day', {
      zh: '请填写日期，如 2026-11-27。',
      en: 'Give a day, e.g. 2026-11-27.',
    });
  }
  if (day > today && day <= today + DAYS_MOST) return day;
  throw invalid('on', 'ahead', {
    zh: '跟进日期应在明天之后、一年之内。',
    en: 'A follow-up lies ahead: from tomorrow on, and within a year.',
  });
}

const invalid = (field: string, rule: string, detail: Bilingual): DomainError =>
  new DomainError('INVALID_REQUEST', { field, rule: `set_follow_up.${rule}`, detail });
