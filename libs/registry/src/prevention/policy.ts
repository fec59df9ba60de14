import type { Bilingual } from '@thaw/kernel';
import type { CalendarDay } from './calendar-day';

/** What each terminal carries dates of, in the order in which things of one day are listed. */
export const PREVENTION_KINDS = ['inspection', 'password', 'patches', 'software', 'virus_database'] as const;
export type PreventionKind = (typeof PREVENTION_KINDS)[number];

export const PREVENTION_KIND_WORDS: { readonly [kind in PreventionKind]: Bilingual } = {
  inspection: { zh: '终端巡检', en: 'Inspection of the terminal' },
  password: { zh: '密码更换', en: 'Change of passwords' },
  patches: { zh: '安全补丁', en: 'Security patches' },
  software: { zh: '软件版本', en: 'Software version' },
  virus_database: { zh: '病毒库', en: 'Virus database' },
};

/** How long, in days, each thing lasts. */
export interface PreventionPolicy {
  readonly version: number;
  /** The first day on which it counts. */
  readonly from: CalendarDay;
  /** From one inspection to the next, where the inspector named no day. */
  readonly inspectionDays: number;
  /** From the day on which a version became current to the last day on which another may still run. */
  readonly softwareDays: number;
  readonly virusDatabaseDays: number;
  readonly patchesDays: number;
  readonly passwordDays: number;
  /** How many days before its day a thing is soon due, and its merchant is reminded. */
  readonly soonDays: number;
}

/**
 * Every policy there was, the oldest first; one that has counted is never changed, another is added. Sources of version 1:
 * patches within a month of their release PCI DSS 4.0.1, 6.3.3; passwords at least every 90 days PCI DSS 8.3.9; the other
 * intervals are choices of this project (PCI DSS 9.5.1.2.1 leaves that of inspections to a risk analysis).
 */
const POLICIES: readonly [PreventionPolicy, ...PreventionPolicy[]] = [
  {
    version: 1,
    from: '2000-01-01',
    inspectionDays: 180,
    softwareDays: 30,
    virusDatabaseDays: 30,
    patchesDays: 30,
    passwordDays: 90,
    soonDays: 7,
  },
];

/** The policy that counts on this day. */
export const policyOn = (
  day: CalendarDay,
  policies: readonly [PreventionPolicy, ...PreventionPolicy[]] = POLICIES,
): PreventionPolicy => policies.findLast(({ from }) => from <= day) ?? policies[0];
