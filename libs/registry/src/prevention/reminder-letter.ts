import type { Bilingual } from '@thaw/kernel';
import type { CalendarDay } from './calendar-day';
import { dueStanding } from './due-things.query';
import type { PreventionKind } from './policy';
import { standingText } from './prevention-words';

/** A thing that a merchant is reminded of. */
export interface ReminderThing {
  readonly terminalId: string;
  readonly terminalNo: string;
  readonly kind: PreventionKind;
  readonly dueOn: CalendarDay;
}

/** What a merchant is told on a day, of all its terminals. */
export interface ReminderLetter {
  readonly merchantId: string;
  readonly day: CalendarDay;
  readonly title: Bilingual;
  readonly body: Bilingual;
  /** The first of them, as the body names them. */
  readonly things: readonly ReminderThing[];
  readonly thingsTotal: number;
}

/** So many are named; a merchant with hundreds of terminals finds the others in the list. */
export const NAMED_MOST = 20;

/** @param things the longest overdue first. */
export function reminderLetter(
  merchantId: string,
  day: CalendarDay,
  things: readonly ReminderThing[],
): ReminderLetter {
  const named = things.slice(0, NAMED_MOST);
  const overdue = things.filter(({ dueOn }) => dueOn < day).length;
  const soon = things.length - overdue;
  const lines = named.map((thing) => ({ thing, text: standingText(dueStanding(thing, day)) }));
  const others = things.length - named.length;
  const count = (n: number): string => `${n} ${n === 1 ? 'item' : 'items'}`;
  return {
    merchantId,
    day,
    title: {
      zh: `终端维护提醒：${[...(overdue ? [`${overdue} 项已逾期`] : []), ...(soon ? [`${soon} 项即将到期`] : [])].join('，')}`,
      en: `Upkeep of your terminals: ${[...(overdue ? [`${count(overdue)} overdue`] : []), ...(soon ? [`${count(soon)} due soon`] : [])].join(', ')}`,
    },
    body: {
      zh: [
        '以下终端的维护事项需要处理：',
        ...lines.map(({ thing, text }) => `· 终端 ${thing.terminalNo}，${text.zh}`),
        ...(others > 0 ? [`另有 ${others} 项，请在商户门户的“终端维护”中查看。`] : []),
        '请按安全须知处理，或联系您的客户经理安排巡检与升级。按时维护可减少终端被停用的风险。',
      ].join('\n'),
      en: [
        'These terminals need upkeep:',
        ...lines.map(({ thing, text }) => `· terminal ${thing.terminalNo}, ${text.en}`),
        ...(others > 0 ? [`and ${count(others)} more: see the list of upkeep in the merchant portal.`] : []),
        'Follow the advice on prevention, or ask our desk for an inspection or an update. Terminals that are kept up are less often put out of use.',
      ].join('\n'),
    },
    things: named.map(({ terminalId, terminalNo, kind, dueOn }) => ({ terminalId, terminalNo, kind, dueOn })),
    thingsTotal: things.length,
  };
}
