import type { Bilingual } from '@thaw/kernel';
import { PREVENTION_KIND_WORDS } from './policy';
import type { PreventionStanding } from './standing';

/** What is due, and how it stands, in a line for people; of a thing that has a day. */
export function standingText({ kind, state, dueOn, daysOverdue }: PreventionStanding): Bilingual {
  const { zh, en } = PREVENTION_KIND_WORDS[kind];
  if (dueOn === null) {
    return state === 'unknown'
      ? { zh: `${zh}：尚未登记`, en: `${en}: not told yet` }
      : { zh: `${zh}：正常`, en: `${en}: in order` };
  }
  if (daysOverdue === null) {
    return { zh: `${zh}：${dueOn} 当日结束前到期`, en: `${en}: due by the end of ${dueOn}` };
  }
  const days = daysOverdue === 1 ? 'day' : 'days';
  return {
    zh: `${zh}：${dueOn} 到期，已逾期 ${daysOverdue} 天`,
    en: `${en}: was due on ${dueOn}, ${daysOverdue} ${days} overdue`,
  };
}
