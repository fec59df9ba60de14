import { hasCardNumber } from '@thaw/kernel';
import { invalidRequest } from '../invalid-request';
import { addDays, readDay, type CalendarDay } from './calendar-day';
import type { PreventionPolicy } from './policy';

/** What is kept of a terminal; dates are days of the desk's calendar, null is not known. */
export interface PreventionTerms {
  readonly inspectedOn: CalendarDay | null;
  readonly inspectionDueOn: CalendarDay | null;
  /** The device that the members after it were told of; null where none was bound. */
  readonly deviceId: string | null;
  readonly softwareVersion: string | null;
  readonly virusDatabaseOn: CalendarDay | null;
  readonly patchedUntil: CalendarDay | null;
  readonly passwordRotatedOn: CalendarDay | null;
}

/** Members that can be told. */
export const TOLD_MEMBERS = [
  'inspectedOn',
  'inspectionDueOn',
  'softwareVersion',
  'virusDatabaseOn',
  'patchedUntil',
  'passwordRotatedOn',
] as const;
export type ToldMember = (typeof TOLD_MEMBERS)[number];

/** What is left out stays as it is; null takes away what was told. */
export type PreventionTold = { readonly [member in ToldMember]?: string | null | undefined };

export const NOTHING_KNOWN: PreventionTerms = {
  inspectedOn: null,
  inspectionDueOn: null,
  deviceId: null,
  softwareVersion: null,
  virusDatabaseOn: null,
  patchedUntil: null,
  passwordRotatedOn: null,
};

/** Further ahead than anybody plans an inspection: a year that was mistyped would never be due. */
const AHEAD_MOST_DAYS = 1_100;
const VERSION = /^[0-9A-Za-z](?:[0-9A-Za-z ._+()/-]{0,38}[0-9A-Za-z)])?$/;

/**
 * What was told, its dates as YYYY-MM-DD.
 * @throws DomainError INVALID_REQUEST naming the member at fault
 */
export function checkTold(told: PreventionTold, today: CalendarDay): PreventionTold {
  const given = TOLD_MEMBERS.filter((member) => told[member] !== undefined);
  const [first] = TOLD_MEMBERS;
  if (given.length === 0) {
    throw invalidRequest(
      first,
      `没有要登记的内容：请至少填写一项（${TOLD_MEMBERS.join('、')}）。`,
      `Nothing is told: give at least one of ${TOLD_MEMBERS.join(', ')}.`,
    );
  }
  const checked = Object.fromEntries(
    given.map((member) => [member, checkMember(member, told[member] ?? null, today)]),
  ) as PreventionTold;
  const { inspectedOn, inspectionDueOn } = checked;
  if (inspectedOn && inspectionDueOn && inspectionDueOn <= inspectedOn) {
    throw invalidRequest(
      'inspectionDueOn',
      '下次巡检日须晚于本次巡检日。',
      'The next inspection is due after the day of this one.',
    );
  }
  return checked;
}

function checkMember(member: ToldMember, text: string | null, today: CalendarDay): string | null {
  if (text === null) return null;
  if (member === 'softwareVersion') return checkVersion(text);
  const day = readDay(text.trim());
  if (day === null) {
    throw invalidRequest(
      member,
      '请填写日期，如 2026-11-23，年份在 2000 与 2099 之间。',
      'Give a day such as 2026-11-23, in the years 2000 to 2099.',
    );
  }
  if (member !== 'inspectionDueOn' && day > today) {
    throw invalidRequest(
      member,
      `日期 ${day} 在今天（${today}）之后：请核对。`,
      `${day} is after today (${today}): check it.`,
    );
  }
  if (day > addDays(today, AHEAD_MOST_DAYS)) {
    throw invalidRequest(
      member,
      `日期 ${day} 太远：下次巡检最多在 ${AHEAD_MOST_DAYS} 天之内。`,
      `${day} is too far ahead: the next inspection is due within ${AHEAD_MOST_DAYS} days.`,
    );
  }
  return day;
}

/** @throws DomainError INVALID_REQUEST on `field` */
export function checkVersion(text: string, field = 'softwareVersion'): string {
  const version = text.trim();
  if (VERSION.test(version) && !hasCardNumber(version)) return version;
  throw invalidRequest(
    field,
    '软件版本为 1 至 40 个字符：字母、数字、空格和 . _ + - / ( )，如 5.3.1。',
    'A software version has 1 to 40 characters: letters, digits, spaces and . _ + - / ( ), e.g. 5.3.1.',
  );
}

/** What was told of another device says nothing of the one that is at work now. */
export const termsOfDevice = (terms: PreventionTerms, deviceId: string | null): PreventionTerms =>
  terms.deviceId === deviceId
    ? terms
    : {
        ...NOTHING_KNOWN,
        deviceId,
        inspectedOn: terms.inspectedOn,
        inspectionDueOn: terms.inspectionDueOn,
      };

/**
 * What is known once this was told, too. An inspection told anew without the day of the next one is due again after the
 * policy's interval.
 * @param told as {@link checkTold} gave it.
 */
export function withTold(
  before: PreventionTerms,
  told: PreventionTold,
  { inspectionDays }: PreventionPolicy,
): PreventionTerms {
  const given = Object.fromEntries(
    TOLD_MEMBERS.filter((member) => told[member] !== undefined).map((member) => [member, told[member]]),
  );
  const { inspectedOn, inspectionDueOn } = told;
  const anew = typeof inspectedOn === 'string' && inspectedOn !== before.inspectedOn;
  return {
    ...before,
    ...given,
    ...(anew && inspectionDueOn === undefined && { inspectionDueOn: addDays(inspectedOn, inspectionDays) }),
  };
}
